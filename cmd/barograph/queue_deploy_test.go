package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/barograph/barograph/ingest/queue"
)

// The types below are the parts of Kubernetes' objects that deploy/kubernetes uses, by the names of its API. A field that is misspelt or
// stands in a wrong place is in none of them, and is refused.
type (
	strs   = map[string]string
	object struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   struct {
			Name   string
			Labels strs
		}
	}
	selector struct {
		MatchLabels strs `yaml:"matchLabels"`
	}
	port struct {
		Name          string
		Port          int
		ContainerPort int    `yaml:"containerPort"`
		TargetPort    string `yaml:"targetPort"`
	}
	probe struct {
		HTTPGet *struct {
			Path string
			Port string
		} `yaml:"httpGet"`
		Exec                *struct{ Command []string }
		InitialDelaySeconds int `yaml:"initialDelaySeconds"`
		PeriodSeconds       int `yaml:"periodSeconds"`
	}
	container struct {
		Name            string
		Image           string
		ImagePullPolicy string `yaml:"imagePullPolicy"`
		Args            []string
		Env             []struct {
			Name      string
			Value     string
			ValueFrom *struct {
				FieldRef *struct {
					FieldPath string `yaml:"fieldPath"`
				} `yaml:"fieldRef"`
				SecretKeyRef *struct{ Name, Key string } `yaml:"secretKeyRef"`
			} `yaml:"valueFrom"`
		}
		Ports           []port
		ReadinessProbe  *probe `yaml:"readinessProbe"`
		LivenessProbe   *probe `yaml:"livenessProbe"`
		Resources       struct{ Requests, Limits strs }
		SecurityContext *struct {
			AllowPrivilegeEscalation bool `yaml:"allowPrivilegeEscalation"`
			ReadOnlyRootFilesystem   bool `yaml:"readOnlyRootFilesystem"`
			Capabilities             struct{ Drop []string }
		} `yaml:"securityContext"`
		VolumeMounts []struct {
			Name      string
			MountPath string `yaml:"mountPath"`
		} `yaml:"volumeMounts"`
	}
	workload struct {
		object `yaml:",inline"`
		Spec   struct {
			ServiceName         string `yaml:"serviceName"`
			Replicas            int
			PodManagementPolicy string `yaml:"podManagementPolicy"`
			Strategy            struct{ Type string }
			Selector            selector
			Template            struct {
				Metadata struct{ Labels strs }
				Spec     struct {
					TerminationGracePeriodSeconds int  `yaml:"terminationGracePeriodSeconds"`
					AutomountServiceAccountToken  bool `yaml:"automountServiceAccountToken"`
					SecurityContext               struct {
						RunAsNonRoot   bool `yaml:"runAsNonRoot"`
						RunAsUser      int  `yaml:"runAsUser"`
						FSGroup        int  `yaml:"fsGroup"`
						SeccompProfile strs `yaml:"seccompProfile"`
					} `yaml:"securityContext"`
					Affinity struct {
						PodAntiAffinity struct {
							Required []struct {
								TopologyKey   string   `yaml:"topologyKey"`
								LabelSelector selector `yaml:"labelSelector"`
							} `yaml:"requiredDuringSchedulingIgnoredDuringExecution"`
						} `yaml:"podAntiAffinity"`
					}
					Containers []container
					Volumes    []struct {
						Name      string
						ConfigMap *struct{ Name string } `yaml:"configMap"`
						EmptyDir  *struct {
							Medium    string
							SizeLimit string `yaml:"sizeLimit"`
						} `yaml:"emptyDir"`
					}
				}
			}
			VolumeClaimTemplates []struct {
				Metadata struct{ Name string }
				Spec     struct {
					AccessModes []string `yaml:"accessModes"`
					Resources   struct{ Requests strs }
				}
			} `yaml:"volumeClaimTemplates"`
		}
	}
	service struct {
		object `yaml:",inline"`
		Spec   struct {
			ClusterIP                string `yaml:"clusterIP"`
			PublishNotReadyAddresses bool   `yaml:"publishNotReadyAddresses"`
			Selector                 strs
			Ports                    []port
		}
	}
	configMap struct {
		object `yaml:",inline"`
		Data   strs
	}
	budget struct {
		object `yaml:",inline"`
		Spec   struct {
			MaxUnavailable int `yaml:"maxUnavailable"`
			Selector       selector
		}
	}
	scaled struct {
		object `yaml:",inline"`
		Spec   struct {
			ScaleTargetRef  struct{ Name string } `yaml:"scaleTargetRef"`
			PollingInterval int                   `yaml:"pollingInterval"`
			CooldownPeriod  int                   `yaml:"cooldownPeriod"`
			MinReplicaCount int                   `yaml:"minReplicaCount"`
			MaxReplicaCount int                   `yaml:"maxReplicaCount"`
			Triggers        []struct {
				Type     string
				Metadata strs
			}
		}
	}
	kustomization struct {
		object    `yaml:",inline"`
		Namespace string
		Resources []string
	}
)

// strictly reads a document, and refuses fields that it should not have.
func strictly(t *testing.T, where string, text []byte, into any) {
	t.Helper()
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Errorf("%s: %v", where, err)
	}
}

// TestKubernetes holds that the manifests are well formed and fit each other, and that what they run are commands of this program.
func TestKubernetes(t *testing.T) {
	const dir = "../../deploy/kubernetes"
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no manifests", err)
	}
	var k kustomization
	var workloads []*workload
	var services []*service
	var scalers []*scaled
	var budgets []*budget
	configs := map[string]bool{}
	var names []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(file)
		if base == "kustomization.yaml" {
			strictly(t, base, text, &k)
			continue
		}
		names = append(names, base)
		for i, doc := range bytes.Split(text, []byte("\n---\n")) {
			where := fmt.Sprintf("%s, document %d", base, i+1)
			var o object
			if err := yaml.Unmarshal(doc, &o); err != nil {
				t.Fatalf("%s: %v", where, err)
			}
			switch o.APIVersion + " " + o.Kind {
			case "apps/v1 Deployment", "apps/v1 StatefulSet":
				workloads = append(workloads, &workload{})
				strictly(t, where, doc, workloads[len(workloads)-1])
			case "v1 Service":
				services = append(services, &service{})
				strictly(t, where, doc, services[len(services)-1])
			case "keda.sh/v1alpha1 ScaledObject":
				scalers = append(scalers, &scaled{})
				strictly(t, where, doc, scalers[len(scalers)-1])
			case "policy/v1 PodDisruptionBudget":
				budgets = append(budgets, &budget{})
				strictly(t, where, doc, budgets[len(budgets)-1])
			case "v1 ConfigMap":
				var c configMap
				strictly(t, where, doc, &c)
				configs[c.Metadata.Name] = true
			case "v1 Namespace":
				if o.Metadata.Name != k.Namespace && k.Namespace != "" {
					t.Errorf("%s: namespace %s, not %s", where, o.Metadata.Name, k.Namespace)
				}
			default:
				t.Errorf("%s: %s %s is not checked here; add its type", where, o.APIVersion, o.Kind)
			}
		}
	}
	slices.Sort(k.Resources)
	if !slices.Equal(k.Resources, names) {
		t.Errorf("kustomization.yaml lists %v, the folder has %v", k.Resources, names)
	}
	known := map[string]*workload{}
	for _, w := range workloads {
		known[w.Metadata.Name] = w
		checkWorkload(t, w, configs)
	}
	for _, s := range services {
		w := known[s.Spec.Selector["app"]]
		if w == nil {
			t.Errorf("service %s selects nothing", s.Metadata.Name)
			continue
		}
		for _, p := range s.Spec.Ports {
			if !slices.ContainsFunc(w.Spec.Template.Spec.Containers[0].Ports, func(c port) bool { return c.Name == p.Name }) {
				t.Errorf("service %s: no container has the port %s", s.Metadata.Name, p.Name)
			}
		}
	}
	for _, b := range budgets {
		if known[b.Spec.Selector.MatchLabels["app"]] == nil || b.Spec.MaxUnavailable < 1 {
			t.Errorf("budget %s: %+v", b.Metadata.Name, b.Spec)
		}
	}
	for _, s := range scalers {
		if known[s.Spec.ScaleTargetRef.Name] == nil || s.Spec.MinReplicaCount < 1 || s.Spec.MaxReplicaCount < s.Spec.MinReplicaCount {
			t.Errorf("%s scales %+v", s.Metadata.Name, s.Spec)
		}
		for _, trigger := range s.Spec.Triggers {
			m := trigger.Metadata
			if trigger.Type != "nats-jetstream" || m["stream"] != queue.WorkStream || !slices.Contains(queue.Kinds, queue.Kind(m["consumer"])) ||
				!strings.HasSuffix(m["natsServerMonitoringEndpoint"], "."+k.Namespace+".svc.cluster.local:8222") || m["lagThreshold"] == "" || m["account"] == "" {
				t.Errorf("%s is triggered by %+v", s.Metadata.Name, trigger)
			}
		}
	}
}

func checkWorkload(t *testing.T, w *workload, configs map[string]bool) {
	t.Helper()
	name, pod := w.Metadata.Name, &w.Spec.Template.Spec
	if l := w.Spec.Template.Metadata.Labels["app"]; l != name || w.Spec.Selector.MatchLabels["app"] != name {
		t.Errorf("%s: its selector and labels do not fit", name)
	}
	volumes := map[string]bool{}
	for _, v := range pod.Volumes {
		volumes[v.Name] = true
		if v.ConfigMap != nil && !configs[v.ConfigMap.Name] {
			t.Errorf("%s: no ConfigMap %s", name, v.ConfigMap.Name)
		}
	}
	for _, v := range w.Spec.VolumeClaimTemplates {
		volumes[v.Metadata.Name] = true
	}
	for _, c := range pod.Containers {
		if image, tag, ok := strings.Cut(c.Image, ":"); !ok || image == "" || tag == "" {
			t.Errorf("%s: the image %q has no tag", name, c.Image)
		}
		if c.Resources.Requests["memory"] == "" || c.Resources.Limits["memory"] == "" {
			t.Errorf("%s: says nothing of memory", name)
		}
		for _, m := range c.VolumeMounts {
			if !volumes[m.Name] {
				t.Errorf("%s: no volume %s", name, m.Name)
			}
		}
		for _, p := range []*probe{c.ReadinessProbe, c.LivenessProbe} {
			if p != nil && p.HTTPGet != nil && !slices.ContainsFunc(c.Ports, func(q port) bool { return q.Name == p.HTTPGet.Port }) {
				t.Errorf("%s: probes a port %s it does not have", name, p.HTTPGet.Port)
			}
		}
		if strings.HasPrefix(c.Image, "barograph:") {
			checkCommand(t, name, c.Args)
			if c.SecurityContext == nil || !c.SecurityContext.ReadOnlyRootFilesystem || !pod.SecurityContext.RunAsNonRoot {
				t.Errorf("%s: may do more than it needs to", name)
			}
		}
	}
}

// checkCommand holds that a command line is one of this program.
func checkCommand(t *testing.T, where string, args []string) {
	t.Helper()
	cmd, rest, err := newRootCmd().Find(args)
	if err == nil && cmd.HasParent() {
		err = cmd.ParseFlags(rest)
	}
	if err != nil || !cmd.HasParent() {
		t.Errorf("%s: barograph %s: %v", where, strings.Join(args, " "), err)
	}
}

// composed is what deploy/compose.yaml may hold.
type composed struct {
	Name      string
	Volumes   map[string]any
	Services  map[string]composedService
	Barograph composedService `yaml:"x-barograph"`
	NATS      composedService `yaml:"x-nats"`
}

type composedService struct {
	Image           string
	PullPolicy      string `yaml:"pull_policy"`
	Restart         string
	ReadOnly        bool     `yaml:"read_only"`
	CapDrop         []string `yaml:"cap_drop"`
	Environment     strs
	DependsOn       map[string]struct{ Condition string } `yaml:"depends_on"`
	StopGracePeriod string                                `yaml:"stop_grace_period"`
	Command         []string
	Entrypoint      []string
	Volumes         []string
	ShmSize         string `yaml:"shm_size"`
	Healthcheck     *struct {
		Test              []string
		Interval, Timeout string
		Retries           int
	}
	Ports    []string
	Profiles []string
}

// TestCompose holds the same of the compose file.
func TestCompose(t *testing.T) {
	text, err := os.ReadFile("../../deploy/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var c composed
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		t.Fatal(err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		t.Errorf("more than one document: %v", err)
	}
	nodes := 0
	for name, s := range c.Services {
		if s.Image == "" {
			t.Errorf("%s has no image", name)
		}
		for other, how := range s.DependsOn {
			on, ok := c.Services[other]
			if !ok || how.Condition == "service_healthy" && on.Healthcheck == nil {
				t.Errorf("%s waits for %s, %s", name, other, how.Condition)
			}
		}
		for _, v := range s.Volumes {
			from, _, _ := strings.Cut(v, ":")
			if _, ok := c.Volumes[from]; !ok && !strings.HasPrefix(from, "./") {
				t.Errorf("%s: no volume %s", name, from)
			}
		}
		switch {
		case strings.HasPrefix(s.Image, "nats:"):
			nodes++
			if !slices.Contains(s.Command, name) || !slices.Contains(s.Command, "--jetstream") {
				t.Errorf("%s: %v", name, s.Command)
			}
		case s.Image == "barograph:latest":
			if s.PullPolicy != "never" { // make image builds it; nobody should pull another one by that name
				t.Errorf("%s: pull_policy %q", name, s.PullPolicy)
			}
			checkCommand(t, name, slices.Concat(s.Entrypoint[min(len(s.Entrypoint), 1):], s.Command))
		}
	}
	if nodes != 3 {
		t.Errorf("%d NATS servers", nodes)
	}
}
