import type { Route } from "../http/route.js";
import { json, text } from "../http/message.js";
import type { Instance } from "../instance/instance.js";
import type { SigningKeys } from "../tokens/signing-keys.js";
import { oauthResponse } from "./oauth-error.js";

export function discoveryRoutes({ issuer }: Instance, keys: SigningKeys): Route[] {
  return [
    { path: "/.well-known/openid-configuration", handle: () => oauthResponse(200, configurationOf(issuer)) },
    {
      path: "/oauth/v2/keys",
      handle: async () =>
        json(200, { keys: await keys.publicKeys() }, { "cache-control": "max-age=300, must-revalidate" }),
    },
    { path: "/debug/healthz", handle: () => text(200, "ok") },
    { path: "/debug/ready", handle: () => json(200, "ok") },
  ];
}

const clientAuthentication = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"];

function configurationOf(issuer: string): Record<string, unknown> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/oauth/v2/authorize`,
    token_endpoint: `${issuer}/oauth/v2/token`,
    introspection_endpoint: `${issuer}/oauth/v2/introspect`,
    userinfo_endpoint: `${issuer}/oidc/v1/userinfo`,
    revocation_endpoint: `${issuer}/oauth/v2/revoke`,
    end_session_endpoint: `${issuer}/oidc/v1/end_session`,
    device_authorization_endpoint: `${issuer}/oauth/v2/device_authorization`,
    jwks_uri: `${issuer}/oauth/v2/keys`,
    scopes_supported: ["openid", "profile", "email", "phone", "address", "offline_access"],
    response_types_supported: ["code", "id_token", "id_token token"],
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: words(
      "authorization_code implicit refresh_token client_credentials " +
        "urn:ietf:params:oauth:grant-type:jwt-bearer urn:ietf:params:oauth:grant-type:device_code",
    ),
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: words("EdDSA RS256 RS384 RS512 ES256 ES384 ES512"),
    request_object_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: clientAuthentication,
    token_endpoint_auth_signing_alg_values_supported: ["RS256"],
    revocation_endpoint_auth_methods_supported: clientAuthentication,
    revocation_endpoint_auth_signing_alg_values_supported: ["RS256"],
    introspection_endpoint_auth_methods_supported: ["client_secret_basic", "private_key_jwt"],
    introspection_endpoint_auth_signing_alg_values_supported: ["RS256"],
    claims_supported: words(
      "sub aud exp iat iss auth_time nonce acr amr c_hash at_hash act scopes client_id azp preferred_username " +
        "name family_name given_name locale email email_verified phone_number phone_number_verified",
    ),
    code_challenge_methods_supported: ["S256"],
    ui_locales_supported: words("ar bg cs de en es fr hu id it ja ko mk nl pl pt ro ru sv tr uk zh"),
    request_parameter_supported: true,
    request_uri_parameter_supported: false,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  };
}

function words(text: string): string[] {
  return text.split(" ");
}
