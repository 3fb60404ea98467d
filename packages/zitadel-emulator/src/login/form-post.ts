import { createHash } from "node:crypto";
import type { Response } from "../http/message.js";
import { formTargetsFor, html, pageResponse } from "./page.js";

const script = "document.forms[0].submit()";
const scriptHash = createHash("sha256").update(script).digest("base64");

/** A page that posts the parameters to the redirect URI (OAuth 2.0 Form Post Response Mode). */
export function formPostResponse(redirectUri: string, params: Readonly<Record<string, string>>): Response {
  const inputs = Object.entries(params).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const body = html`<h1>Signing in</h1>
<form method="post" action="${redirectUri}">
${inputs}
<button class="main">Continue to the application</button>
</form>
<script>${{ html: script }}</script>`;
  const policy = { scriptHash, formTargets: formTargetsFor(redirectUri) };
  const page = pageResponse(200, "Signing in", body, policy);
  // Otherwise the application receives `Origin: null`.
  return { ...page, headers: { ...page.headers, "referrer-policy": "origin" } };
}
