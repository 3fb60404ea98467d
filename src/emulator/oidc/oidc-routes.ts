import type { Answer, Asked } from "../http/answer.js";
import type { Route } from "../http/route.js";
import type { Instance } from "../instance/instance.js";
import { answerAuthorize } from "../login/authorize.js";
import type { LoginStore } from "../login/login-store.js";
import type { Keys } from "../tokens/key-file.js";
import type { TokenStore } from "../tokens/token-store.js";
import { requireClientCredentials } from "./client-credentials.js";
import { readForm } from "./form.js";
import { answerIntrospection } from "./introspect.js";
import { answerEndSession, answerRevocation } from "./logout.js";
import { answerOrOAuthError } from "./oauth-error.js";
import { answerToken } from "./token.js";
import { answerUserinfo } from "./userinfo.js";

export function oidcRoutes(instance: Instance, tokens: TokenStore, logins: LoginStore, keys: Keys): Route[] {
  const answers: Record<string, (asked: Asked) => Answer | Promise<Answer>> = {
    "/oauth/v2/authorize": (asked) => answerAuthorize(instance, logins, asked),
    "/oauth/v2/token": (asked) => {
      const form = readForm(asked);
      const client = () => requireClientCredentials(asked, form);
      return answerToken({ instance, form, client, tokens, logins, keys });
    },
    "/oauth/v2/introspect": (asked) => answerIntrospection(instance, tokens, keys, asked),
    "/oauth/v2/revoke": (asked) => answerRevocation(instance, tokens, asked),
    "/oidc/v1/userinfo": (asked) => answerUserinfo(instance, tokens, asked),
    "/oidc/v1/end_session": (asked) => answerEndSession(instance, tokens, asked),
  };
  return Object.entries(answers).map(([path, answer]) => ({
    path,
    answer: (asked) => answerOrOAuthError(() => answer(asked)),
  }));
}
