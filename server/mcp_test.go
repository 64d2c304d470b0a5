package server

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

func TestAssistants(t *testing.T) {
	w := start(t, nil)
	w.want(200, "POST", "/api/v1/examples", nil)
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: w.url + "/mcp"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	for _, c := range []struct {
		tool string
		args map[string]any
		want string
	}{
		{"code", map[string]any{"text": "Pakistan fired drones at Indian posts on Thursday, the Indian army said.", "date": "2025-05-09"}, `"ASSAULT"`},
		{"events", map[string]any{"query": "ASSAULT missile PAK IND since May", "limit": 5}, `"evidence"`},
		{"dyad", map[string]any{"a": "India", "b": "PAK", "at": "2025-05-10", "days": 30}, `"onset"`},
		{"contacts", map[string]any{"a": "IND", "b": "PAK", "at": "2025-05-12"}, `"silent_days"`},
		{"brief", map[string]any{"a": "IND", "b": "PAK", "at": "2025-05-11"}, "## Sources"},
	} {
		got, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: c.tool, Arguments: c.args})
		if err != nil {
			t.Errorf("%s: %v", c.tool, err)
			continue
		}
		text, ok := got.Content[0].(*mcp.TextContent)
		if got.IsError || !ok || !strings.Contains(text.Text, c.want) {
			body, _ := json.Marshal(got)
			t.Errorf("%s: no %s in %.300s", c.tool, c.want, body)
		}
	}
	for tool, args := range map[string]map[string]any{
		"code": {"text": ""}, "events": {"query": "since May until 1999"}, "dyad": {"a": "IND", "b": "Atlantis"}, "contacts": {"a": "IND", "b": "IND"},
		"brief": {"a": "IND", "b": "PAK", "at": "soon"},
	} {
		if got, err := session.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: args}); err != nil || !got.IsError {
			t.Errorf("%s with %v: %v, error %v", tool, args, got, err)
		}
	}
}
