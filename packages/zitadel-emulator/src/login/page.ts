import { createHash } from "node:crypto";
import type { Response } from "../http/message.js";

const css = `
  :root { color-scheme: light dark; background: light-dark(#fff, #15171e); color: light-dark(#1b1f2a, #e8eaf0) }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 24rem; margin: 3rem auto; padding: 0 1rem }
  h1 { font-size: 1.5rem }
  label, input, button { display: block; box-sizing: border-box; width: 100%; font: inherit; color: inherit }
  label { margin-top: .75rem; font-weight: 600 }
  input, button { padding: .5rem .75rem; border: 1px solid #6b7280; border-radius: .375rem; background: light-dark(#fff, #20232d) }
  button { margin-top: 1rem; cursor: pointer; text-align: left }
  button.main { background: #3730a3; border-color: #3730a3; color: #fff; text-align: center }
  li button { margin-top: .375rem }
  ul { list-style: none; padding: 0 }
  [role=alert] { border-left: 4px solid #b91c1c; padding: .5rem .75rem; background: #fef2f2; color: #7f1d1d }
  small { color: light-dark(#4b5563, #aab0bd) }`;
const cssHash = createHash("sha256").update(css).digest("base64");

/** HTML whose values are escaped. */
export interface Html {
  html: string;
}

export function html(parts: TemplateStringsArray, ...values: (string | Html | readonly Html[])[]): Html {
  const texts = values.map((value) => {
    if (typeof value === "string") return escapeHtml(value);
    return "html" in value ? value.html : value.map((it) => it.html).join("\n");
  });
  return { html: String.raw({ raw: parts }, ...texts) };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (it) => `&#${it.charCodeAt(0)};`);
}

interface PagePolicy {
  /** The SHA-256 hash of the page's script, in Base64. Without it, the page runs no script. */
  scriptHash?: string;
  /** Further sources that a form may be sent to, such as `https:`. */
  formTargets?: readonly string[];
}

export function pageResponse(
  status: number,
  title: string,
  body: Html,
  { scriptHash, formTargets = [] }: PagePolicy = {},
): Response {
  const page = html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${{ html: css }}</style>
<main>
${body}
</main>
</html>
`;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${cssHash}'`,
    ...(scriptHash === undefined ? [] : [`script-src 'sha256-${scriptHash}'`]),
    ["form-action 'self'", ...formTargets].join(" "),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": policy.join("; "),
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
    },
    body: page.html,
  };
}

/**
 * The sources for a form that is followed by a redirect to the application. Browsers apply form-action to every
 * redirect after the form, including redirects by the application.
 */
export function formTargetsFor(redirectUri: string): readonly string[] {
  return [...new Set(["http:", "https:", new URL(redirectUri).protocol])];
}
