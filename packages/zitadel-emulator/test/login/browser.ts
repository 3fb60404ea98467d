/** What a browser does with plain pages: follows redirects within one server, keeps its cookie, sends forms. */
export interface Browser {
  open(url: string): Promise<Page>;
  /** Sends the form of this page with these fields. */
  submit(page: Page, fields: Readonly<Record<string, string>>): Promise<Page>;
}

export interface Page {
  /** Where it ended: the page, or an address elsewhere that was not followed. */
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
