import { serviceUser } from "../test-data.js";
import type { Responses } from "./responses.js";
import {
  type UpstreamRequest,
  requireBearer,
  requireBody,
  requireEntries,
  requireMethod,
  requireUserId,
  requirePage,
  requireType,
  requireUserIds,
  InvalidRequest,
} from "./requests.js";
import type { History } from "./history.js";
import { introspectionClient, type Tokens } from "./tokens.js";

/** The kinds of requests that are counted. */
export type Kind =
  | "list"
  | "set"
  | "userinfo"
  | "introspect"
  | "keys"
  | "discovery"
  | "version"
  | "getUser"
  | "listUsers"
  | "events";

export interface RoutedResponse {
  readonly kind: Kind;
  readonly status: number;
  readonly body: string;
}

const service = "/zitadel.user.v2.UserService";

/** Responds as ZITADEL v4 does, or throws InvalidRequest. */
export type Route = (request: UpstreamRequest) => RoutedResponse;

export function createRoute(issuer: string, tokens: Tokens, responses: Responses, history: History): Route {
  const ok = (kind: Kind, body: string): RoutedResponse => ({ kind, status: 200, body });
  const { userByToken } = tokens;

  function list(request: UpstreamRequest): RoutedResponse {
    // The request that detects the version of the API has no token.
    if (request.headers.authorization === undefined && request.body === "{}") {
      return {
        kind: "version",
        status: 401,
        body: '{"code":"unauthenticated","message":"auth header missing"}',
      };
    }
    requireBearer(request, userByToken);
    const body = requireBody(request, "userId", "pagination");
    requirePage(body.get("pagination"), request);
    return ok("list", responses.list(requireUserId(body.get("userId"), request)));
  }

  function set(request: UpstreamRequest): RoutedResponse {
    requireBearer(request, userByToken);
    const body = requireBody(request, "userId", "metadata");
    const userId = requireUserId(body.get("userId"), request);
    return ok("set", responses.set(userId, requireEntries(body.get("metadata"), request)));
  }

  function getUser(request: UpstreamRequest): RoutedResponse {
    requireBearer(request, userByToken);
    return ok(
      "getUser",
      responses.user(requireUserId(requireBody(request, "userId").get("userId"), request)),
    );
  }

  function listUsers(request: UpstreamRequest): RoutedResponse {
    requireBearer(request, userByToken);
    const body = requireBody(request, "query", "queries");
    return ok("listUsers", responses.users(requireUserIds(body.get("queries"), request)));
  }

  function events(request: UpstreamRequest): RoutedResponse {
    if (requireBearer(request, userByToken) !== serviceUser) {
      throw new InvalidRequest(`${request.path}: not the service user`);
    }
    return ok("events", history.search(request));
  }

  function userinfo(request: UpstreamRequest): RoutedResponse {
    requireMethod(request, "GET");
    return ok("userinfo", responses.userinfo(requireBearer(request, userByToken)));
  }

  function introspect(request: UpstreamRequest): RoutedResponse {
    requireMethod(request, "POST");
    requireType(request, "application/x-www-form-urlencoded");
    const credentials = Buffer.from(`${introspectionClient.id}:${introspectionClient.secret}`).toString(
      "base64",
    );
    if (request.headers.authorization !== `Basic ${credentials}`) {
      throw new InvalidRequest(`${request.path}: not the API application`);
    }
    const token = new URLSearchParams(request.body).get("token") ?? "";
    return ok("introspect", JSON.stringify(tokens.introspect(token)));
  }

  function keys(request: UpstreamRequest): RoutedResponse {
    requireMethod(request, "GET");
    return ok("keys", JSON.stringify({ keys: tokens.keys }));
  }

  function discovery(request: UpstreamRequest): RoutedResponse {
    requireMethod(request, "GET");
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
    [`${service}/GetUserByID`, getUser],
    [`${service}/ListUsers`, listUsers],
    ["/admin/v1/events/_search", events],
    ["/oidc/v1/userinfo", userinfo],
    ["/oauth/v2/introspect", introspect],
    ["/oauth/v2/keys", keys],
    ["/.well-known/openid-configuration", discovery],
  ]);

  function byRest(request: UpstreamRequest): RoutedResponse {
    const [, id = "", search] = /^\/v2\/users\/([^/]+)\/metadata(\/search)?$/.exec(request.path) ?? [];
    if (id === "") throw new InvalidRequest(`unknown path ${request.path}`);
    requireBearer(request, userByToken);
    const userId = requireUserId(decodeURIComponent(id), request);
    if (search === undefined) {
      const entries = requireEntries(requireBody(request, "metadata").get("metadata"), request);
      return ok("set", responses.set(userId, entries));
    }
    requirePage(requireBody(request, "pagination").get("pagination"), request);
    return ok("list", responses.list(userId));
  }

  return (request) => (routes.get(request.path) ?? byRest)(request);
}
