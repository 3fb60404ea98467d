import { serviceUser } from "../people.js";
import type { Answers } from "./responses.js";
import {
  type Asked,
  requireBearer,
  requireBody,
  requireEntries,
  requireMethod,
  requireOwner,
  requirePage,
  requireType,
  requireUserIds,
  WrongAsk,
} from "./requests.js";
import type { History } from "./history.js";
import { introspection, type Tokens } from "./tokens.js";

/** What is counted. */
export type Kind =
  | "list"
  | "set"
  | "userinfo"
  | "introspect"
  | "keys"
  | "discovery"
  | "version"
  | "listUsers"
  | "events";

export interface Routed {
  readonly kind: Kind;
  readonly status: number;
  readonly body: string;
}

const service = "/zitadel.user.v2.UserService";

/** Answers as ZITADEL v4 does, or throws WrongAsk. */
export type Route = (asked: Asked) => Routed;

export function createRoute(issuer: string, tokens: Tokens, answers: Answers, history: History): Route {
  const ok = (kind: Kind, body: string): Routed => ({ kind, status: 200, body });
  const { userOf } = tokens;

  function list(asked: Asked): Routed {
    // Who looks for the version of the API has no token.
    if (asked.headers.authorization === undefined && asked.body === "{}") {
      return {
        kind: "version",
        status: 401,
        body: '{"code":"unauthenticated","message":"auth header missing"}',
      };
    }
    requireBearer(asked, userOf);
    const body = requireBody(asked, "userId", "pagination");
    requirePage(body.get("pagination"), asked);
    return ok("list", answers.list(requireOwner(body.get("userId"), asked)));
  }

  function set(asked: Asked): Routed {
    requireBearer(asked, userOf);
    const body = requireBody(asked, "userId", "metadata");
    const owner = requireOwner(body.get("userId"), asked);
    return ok("set", answers.set(owner, requireEntries(body.get("metadata"), asked)));
  }

  function listUsers(asked: Asked): Routed {
    requireBearer(asked, userOf);
    const body = requireBody(asked, "query", "queries");
    return ok("listUsers", answers.users(requireUserIds(body.get("queries"), asked)));
  }

  function events(asked: Asked): Routed {
    if (requireBearer(asked, userOf) !== serviceUser) {
      throw new WrongAsk(`${asked.path}: not the service user`);
    }
    return ok("events", history.search(asked));
  }

  function userinfo(asked: Asked): Routed {
    requireMethod(asked, "GET");
    return ok("userinfo", answers.userinfo(requireBearer(asked, userOf)));
  }

  function introspect(asked: Asked): Routed {
    requireMethod(asked, "POST");
    requireType(asked, "application/x-www-form-urlencoded");
    const credentials = Buffer.from(`${introspection.id}:${introspection.secret}`).toString("base64");
    if (asked.headers.authorization !== `Basic ${credentials}`) {
      throw new WrongAsk(`${asked.path}: not the API application`);
    }
    const token = new URLSearchParams(asked.body).get("token") ?? "";
    return ok("introspect", JSON.stringify(tokens.describe(token)));
  }

  function keys(asked: Asked): Routed {
    requireMethod(asked, "GET");
    return ok("keys", JSON.stringify({ keys: tokens.keys }));
  }

  function discovery(asked: Asked): Routed {
    requireMethod(asked, "GET");
    const document = {
      issuer,
      token_endpoint: `${issuer}/oauth/v2/token`,
      introspection_endpoint: `${issuer}/oauth/v2/introspect`,
      userinfo_endpoint: `${issuer}/oidc/v1/userinfo`,
      jwks_uri: `${issuer}/oauth/v2/keys`,
    };
    return ok("discovery", JSON.stringify(document));
  }

  const routes = new Map<string, Route>([
    [`${service}/ListUserMetadata`, list],
    [`${service}/SetUserMetadata`, set],
    [`${service}/ListUsers`, listUsers],
    ["/admin/v1/events/_search", events],
    ["/oidc/v1/userinfo", userinfo],
    ["/oauth/v2/introspect", introspect],
    ["/oauth/v2/keys", keys],
    ["/.well-known/openid-configuration", discovery],
  ]);

  function byRest(asked: Asked): Routed {
    const [, id = "", search] = /^\/v2\/users\/([^/]+)\/metadata(\/search)?$/.exec(asked.path) ?? [];
    if (id === "") throw new WrongAsk(`there is no ${asked.path}`);
    requireBearer(asked, userOf);
    const owner = requireOwner(decodeURIComponent(id), asked);
    if (search === undefined) {
      const entries = requireEntries(requireBody(asked, "metadata").get("metadata"), asked);
      return ok("set", answers.set(owner, entries));
    }
    requirePage(requireBody(asked, "pagination").get("pagination"), asked);
    return ok("list", answers.list(owner));
  }

  return (asked) => (routes.get(asked.path) ?? byRest)(asked);
}
