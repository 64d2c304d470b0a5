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
					t, secret, err := a.AddToken(ctx, u, args[0], accounts.Role(role), time.Duration(days)*24*time.Hour)
					if err != nil {
						return inputError(err)
					}
					fmt.Fprintf(cmd.ErrOrStderr(), "barograph: token %s for %s as %s, until %s; it is not shown again\n", t.ID, t.User, t.Role, t.Expires.Format("2006-01-02"))
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
	var db, format string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the tokens, without their secrets",
		Example: "  barograph token list",
		Args:    exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withAccounts(cmd, db, func(ctx context.Context, a *accounts.Accounts) error {
				tokens, err := a.Tokens(ctx, "")
				if err != nil {
					return err
				}
				t := out.table("ID", "USER", "ROLE", "UNTIL", "LABEL")
				for i := range tokens {
					k := &tokens[i]
					if out.format == "jsonl" {
						if err := out.json(k); err != nil {
							return err
						}
						continue
					}
					t.row(k.ID, plain(k.User), string(k.Role), k.Expires.Format("2006-01-02"), plain(k.Label))
				}
				if out.format == "table" {
					t.write()
				}
				return out.flush()
			})
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().StringVar(&format, "format", "", "table or jsonl (default: table on a terminal, else jsonl)")
	return cmd
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
