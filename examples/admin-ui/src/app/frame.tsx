import { Alert, Button, Container, Group, Text } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link, NavLink, Outlet, ScrollRestoration } from "react-router";
import { SignInAgain } from "../session/sign-in-again";
import { useSession, useSessionState } from "../session/use-session";
import { SignedInAs } from "../users/signed-in-as";
import { ColorSchemeMenu } from "./color-scheme-menu";
import classes from "./frame.module.css";
import { SkipLink } from "./skip-link";

/** Layout of every page: header, session notice and content. */
export function Frame(): ReactNode {
  const session = useSession();
  const state = useSessionState();
  return (
    <>
      <SkipLink className={classes.skip} to="main" />
      <header className={classes.header}>
        <Container size="lg" className={classes.bar}>
          <Link to="/users" className={classes.brand}>
            <img src="/icon.svg" alt="" width={28} height={28} />
            <span className={classes.name}>User metadata</span>
          </Link>
          <nav className={classes.nav} aria-label="Pages of this app">
            <NavLink to="/users">Users</NavLink>
            <NavLink to="/orders">Orders</NavLink>
          </nav>
          <Group gap="xs" wrap="nowrap" miw={0}>
            <SignedInAs />
            <ColorSchemeMenu />
            <Button
              variant="default"
              size="xs"
              leftSection={<IconLogout size={16} aria-hidden />}
              onClick={() => void session.signOut()}
            >
              Sign out
            </Button>
          </Group>
        </Container>
      </header>
      <Container component="main" id="main" tabIndex={-1} size="lg" className={classes.main}>
        {state.kind === "ended" && (
          <Alert color="orange" title="Your session has ended" mb="lg" role="alert">
            <Group>
              <Text size="sm">Sign in again to continue. Your input on this page is kept.</Text>
              <SignInAgain />
            </Group>
          </Alert>
        )}
        <Outlet />
      </Container>
      <ScrollRestoration />
    </>
  );
}
