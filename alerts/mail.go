package alerts

import (
	"context"
	"net"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// send mails a notice. The Message-ID is made of the id, so that a mail that comes twice is known as one.
func (m *Mail) send(ctx context.Context, n *Notice, now time.Time) error {
	msg := mail.NewMsg()
	if err := msg.From(m.From); err != nil {
		return err
	}
	if err := msg.To(m.To...); err != nil {
		return err
	}
	msg.Subject(n.Title)
	msg.SetDateWithValue(now)
	msg.SetMessageIDWithValue(n.ID + "@alerts.barograph")
	msg.SetGenHeader("X-Barograph-Alert", n.ID)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	msg.SetBodyString(mail.TypeTextPlain, n.body())

	host, port, err := net.SplitHostPort(m.Server)
	if err != nil {
		return err
	}
	number, err := strconv.Atoi(port)
	if err != nil {
		return err
	}
	options := []mail.Option{mail.WithPort(number)}
	switch m.TLS {
	case "tls":
		options = append(options, mail.WithSSL())
	case "none":
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if deadline, ok := ctx.Deadline(); ok {
		options = append(options, mail.WithTimeout(time.Until(deadline)))
	}
	if m.User != "" {
		password, err := m.Password.read()
		if err != nil {
			return err
		}
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(m.User), mail.WithPassword(password))
	}
	client, err := mail.NewClient(host, options...)
	if err != nil {
		return err
	}
	return client.DialAndSendWithContext(ctx, msg)
}
