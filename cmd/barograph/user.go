package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/barograph/barograph/server/accounts"
)

func newUserCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user",
		Short: "Manage who may log in to barograph serve",
		Long: `Manage who may log in to the board and the API of barograph serve: readers, who read and try texts; analysts, who also correct the record
and add to it; admins, who also manage users, here or on the board. The only admin can be neither removed nor made less. Accounts are kept in
the record's database, and are no part of its dump.`,
		Example: "  barograph user add ana --role analyst\n  barograph user list\n  barograph user remove ana",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newUserAddCmd(), newUserListCmd(), newUserRemoveCmd())
	return cmd
}

func newUserAddCmd() *cobra.Command {
	var db, role string
	cmd := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a user, or give one a new password and role",
		Long: `Add a user, or give one a new password and role, which ends their sessions. The password, at least 12 characters, is asked for on a
terminal, and read as the first line of standard input elsewhere. They can change it on the board.`,
		Example: "  barograph user add ana --role analyst\n  barograph user add root --role admin < password.txt",
		Args:    exactArgs(1, "the NAME of one user"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := accounts.CheckName(args[0]); err != nil {
				return usageError{err}
			}
			password, err := readPassword(cmd)
			if err != nil {
				return err
			}
			return withAccounts(cmd, db, func(ctx context.Context, a *accounts.Accounts) error {
				u, err := a.Set(ctx, args[0], accounts.Role(role), password)
				if err != nil {
					return inputError(err)
				}
				fmt.Fprintf(cmd.ErrOrStderr(), "barograph: %s may log in as %s\n", u.Name, u.Role)
				return nil
			})
		},
	}
	addDBFlag(cmd, &db)
	cmd.Flags().StringVar(&role, "role", string(accounts.Reader), "reader, analyst or admin")
	return cmd
}

// inputError makes what is wrong with a name, role or password an error of the command line.
func inputError(err error) error {
	var in *accounts.InputError
	if errors.As(err, &in) {
		return usageError{in}
	}
	return err
}

// readPassword asks for a password twice, or reads a line.
func readPassword(cmd *cobra.Command) (string, error) {
	in := cmd.InOrStdin()
	if !onTerminal(in) {
		line, err := bufio.NewReader(in).ReadString('\n')
		if line == "" && err != nil {
			return "", usagef("no password on standard input")
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	fd := int(in.(*os.File).Fd())
	ask := func(what string) (string, error) {
		fmt.Fprint(cmd.ErrOrStderr(), what)
		b, err := term.ReadPassword(fd)
		fmt.Fprintln(cmd.ErrOrStderr())
		return string(b), err
	}
	first, err := ask("Password: ")
	if err != nil {
		return "", err
	}
	second, err := ask("Again: ")
	if err == nil && first != second {
		err = usagef("the two passwords differ")
	}
	return first, err
}

func newUserListCmd() *cobra.Command {
	return accountsListCmd("List the users", "  barograph user list",
		func(ctx context.Context, a *accounts.Accounts) ([]accounts.User, error) { return a.Users(ctx) },
		[]string{"NAME", "ROLE", "SINCE"},
		func(u *accounts.User) []string {
			return []string{plain(u.Name), string(u.Role), u.Created.Format(time.DateOnly)}
		})
}

// accountsListCmd makes a command that lists users or tokens: as they are in JSON, as row writes them in a table.
func accountsListCmd[T any](short, example string, list func(context.Context, *accounts.Accounts) ([]T, error), header []string,
	row func(*T) []string) *cobra.Command {
	var db, format string
	cmd := &cobra.Command{
		Use:     "list",
		Short:   short,
		Example: example,
		Args:    exactArgs(0, "no argument"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			out, err := newOutput(cmd, format, "table", "jsonl")
			if err != nil {
				return err
			}
			return withAccounts(cmd, db, func(ctx context.Context, a *accounts.Accounts) error {
				all, err := list(ctx, a)
				if err != nil {
					return err
				}
				t := out.table(header...)
				for i := range all {
					if out.format == "jsonl" {
						if err := out.json(&all[i]); err != nil {
							return err
						}
						continue
					}
					t.row(row(&all[i])...)
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

func newUserRemoveCmd() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:     "remove NAME",
		Short:   "Remove a user, with their sessions and tokens",
		Example: "  barograph user remove ana",
		Args:    exactArgs(1, "the NAME of one user"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withAccounts(cmd, db, func(ctx context.Context, a *accounts.Accounts) error { return a.Remove(ctx, args[0]) })
		},
	}
	addDBFlag(cmd, &db)
	return cmd
}
