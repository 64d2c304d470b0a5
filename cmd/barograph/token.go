package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/barograph/barograph/server/accounts"
)

func newTokenCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "token",
		Short: "Manage the tokens by which programs use barograph serve",
		Long: `Manage the tokens by which programs use the API of barograph serve: as Authorization: Bearer TOKEN. A token speaks for a user, with their
role or a lesser one, until it expires or is removed.`,
		Example: "  barograph token add \"nightly export\" --user ana --role reader\n  barograph token list\n  barograph token remove 1f09c2d4e5b6",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newTokenAddCmd(), newTokenListCmd(), newTokenRemoveCmd())
	return cmd
}

func newTokenAddCmd() *cobra.Command {
	var db, user, role string
	var days int
	cmd := &cobra.Command{
		Use:     "add LABEL",
		Short:   "Make a token, and write it; it is shown this once",
		Example: "  barograph token add \"nightly export\" --user ana --role reader --days 90",
		Args:    exactArgs(1, "a LABEL that says what the token is for"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if user == "" {
				return usagef("--user NAME says for whom the token speaks")
			}
			return withAccounts(cmd, db, func(ctx context.Context, a *accounts.Accounts) error {
				users, err := a.Users(ctx)
				if err != nil {
					return err
				}
				for _, u := range users {
					if u.Name != user {
						continue
					}
					t, secret, err := a.AddToken(ctx, u, args[0], accounts.Role(role), days)
					if err != nil {
						return inputError(err)
					}
					fmt.Fprintf(cmd.ErrOrStderr(), "barograph: token %s for %s as %s, until %s; it is not shown again\n", t.ID, t.User, t.Role, t.Expires.Format(time.DateOnly))
					_, err = fmt.Fprintln(cmd.OutOrStdout(), secret)
					return err
				}
				return fmt.Errorf("%w: %s; barograph user list names them", accounts.ErrUnknown, user)
			})
		},
	}
	addDBFlag(cmd, &db)
	f := cmd.Flags()
	f.StringVar(&user, "user", "", "the user for whom it speaks")
	f.StringVar(&role, "role", "", "reader, analyst or admin; at most the user's (default the user's)")
	f.IntVar(&days, "days", 365, "how long it is valid")
	return cmd
}

func newTokenListCmd() *cobra.Command {
	return accountsListCmd("List the tokens, without their secrets", "  barograph token list",
		func(ctx context.Context, a *accounts.Accounts) ([]accounts.Token, error) { return a.Tokens(ctx, "") },
		[]string{"ID", "USER", "ROLE", "UNTIL", "LABEL"},
		func(t *accounts.Token) []string {
			return []string{t.ID, plain(t.User), string(t.Role), t.Expires.Format(time.DateOnly), plain(t.Label)}
		})
}

func newTokenRemoveCmd() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:     "remove ID",
		Short:   "Take a token back",
		Example: "  barograph token remove 1f09c2d4e5b6",
		Args:    exactArgs(1, "the ID of one token, as barograph token list shows it"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withAccounts(cmd, db, func(ctx context.Context, a *accounts.Accounts) error { return a.RemoveToken(ctx, "", args[0]) })
		},
	}
	addDBFlag(cmd, &db)
	return cmd
}
