package accounts

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"testing"

	"golang.org/x/crypto/argon2"
)

// A hash may ask for some times what this program asks for, and for no more: else a record from elsewhere made logins as expensive as it liked.
func TestCostOfPassword(t *testing.T) {
	const password = "correct horse battery"
	for _, c := range []struct {
		memory, passes uint32
		lanes          uint8
		salt, hash     int
		in             bool
	}{
		{memoryKiB, passes, lanes, saltBytes, hashBytes, true},
		{mostOver * memoryKiB, 1, 1, saltBytes, hashBytes, true},
		{64, mostOver * passes, mostOver * lanes, mostOver * saltBytes, mostOver * hashBytes, true},
		{mostOver*memoryKiB + 1, 1, 1, saltBytes, hashBytes, false},
		{64, mostOver*passes + 1, 1, saltBytes, hashBytes, false},
		{64, 1, mostOver*lanes + 1, saltBytes, hashBytes, false},
		{64, 1, 1, mostOver*saltBytes + 1, hashBytes, false},
		{64, 1, 1, saltBytes, mostOver*hashBytes + 1, false},
	} {
		salt := bytes.Repeat([]byte{7}, c.salt)
		sum := argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, uint32(c.hash))
		b64 := base64.RawStdEncoding.EncodeToString
		hash := fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.passes, c.lanes, b64(salt), b64(sum))
		if checkPassword(hash, password) != c.in {
			t.Errorf("%+v: want %t", c, c.in)
		}
		if checkPassword(hash, password+"x") {
			t.Errorf("%+v: another password lets in", c)
		}
	}
}
