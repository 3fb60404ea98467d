/** A minimal browser: follows redirects within one server, stores its cookie and submits forms. */
export interface Browser {
  open(url: string): Promise<Page>;
  /** Submits the form of this page with these fields. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
}

export interface Page {
  /** The URL of the page, or the redirect target on another server, which is not followed. */
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export function createBrowser(issuer: string): Browser {
  let cookie = "";
  const go = async (
    url: string,
    init: { method?: string; body?: URLSearchParams; headers?: Record<string, string> } = {},
  ): Promise<Page> => {
    const headers = { ...(cookie !== "" && { cookie }), ...init.headers };
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    const location = response.headers.get("location");
    const text = await response.text();
    const next = new URL(location ?? url, url);
    if (location !== null && next.origin === issuer) return go(next.href);
    return { url: next, status: response.status, headers: response.headers, text };
  };
  return {
    open: (url) => go(url),
    submit(page, fields) {
      const authRequest = /name="authRequest" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
      const body = new URLSearchParams({ authRequest, ...fields });
      return go(page.url.href, { method: "POST", body, headers: { origin: issuer } });
    },
  };
}
