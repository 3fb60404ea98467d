import { describe, expect, it } from "vitest";
import { readConfig } from "../../src/config/read-config.js";
import { minimalEnv, readConfigIssues } from "./config-issues.js";

const proxies = { HTTPS_PROXY: "http://secure.proxy:1", HTTP_PROXY: "http://plain.proxy:2" };

function proxyFor(url: string, env: Readonly<Record<string, string>>): string | undefined {
  return readConfig({ ...minimalEnv, ...env }).selectProxy(new URL(url))?.origin;
}

describe("the proxy of an address", () => {
  it.each([
    ["https://my.zitadel.cloud", proxies, "http://secure.proxy:1"],
    ["http://zitadel:8080", proxies, "http://plain.proxy:2"],
    ["https://my.zitadel.cloud", { HTTP_PROXY: "http://plain.proxy:2" }, undefined],
    ["https://my.zitadel.cloud", { ...proxies, https_proxy: "https://lower.proxy" }, "https://lower.proxy"],
    ["https://my.zitadel.cloud", { HTTPS_PROXY: "proxy.corp:3128" }, "http://proxy.corp:3128"],
    ["https://my.zitadel.cloud", { HTTPS_PROXY: " " }, undefined],
    ["https://localhost:8080", proxies, undefined],
    ["http://127.0.0.1:8080", proxies, undefined],
  ])("of %s with %j is %s", (url, env, origin) => {
    expect(proxyFor(url, env)).toBe(origin);
  });

  it.each([
    ["*", true],
    ["my.zitadel.cloud", true],
    ["other.example, MY.Zitadel.Cloud", true],
    ["other.example zitadel.cloud", true],
    [".zitadel.cloud", true],
    ["*.zitadel.cloud", true],
    ["my.zitadel.cloud:443", true],
    ["my.zitadel.cloud:8443", false],
    ["itadel.cloud", false],
    ["deep.my.zitadel.cloud", false],
    ["", false],
  ])("with NO_PROXY=%s is not used: %s", (value, isDirect) => {
    const origin = proxyFor("https://my.zitadel.cloud", { ...proxies, NO_PROXY: value });
    expect(origin).toBe(isDirect ? undefined : "http://secure.proxy:1");
  });

  it.each([
    ["https://[2001:db8::1]", "2001:db8::1", true],
    ["https://[2001:db8::1]:8443", "[2001:DB8:0::1]", true],
    ["https://[2001:db8::1]:8443", "[2001:db8::1]:8443", true],
    ["https://[2001:db8::1]", "fd00::/8,2001:db8::/32", true],
    ["https://[2001:db8::1]", "2001:db8::2", false],
    ["https://10.1.2.3", "10.0.0.0/8", true],
    ["https://10.1.2.3", "10.1.2.3", true],
    ["https://11.1.2.3", "10.0.0.0/8", false],
    ["https://zitadel.internal", "10.0.0.0/8", false],
  ])("of %s is not used with the address or network NO_PROXY=%s: %s", (url, value, isDirect) => {
    expect(proxyFor(url, { ...proxies, NO_PROXY: value })).toBe(
      isDirect ? undefined : "http://secure.proxy:1",
    );
  });

  it("has its user and password in a header, decoded, and not in its address", () => {
    const env = { ...minimalEnv, HTTPS_PROXY: "http://user:s3%3Acret@proxy:1" };
    const proxy = readConfig(env).selectProxy(new URL("https://my.zitadel.cloud"));
    expect(proxy?.origin).toBe("http://proxy:1");
    expect(proxy?.authorization?.reveal()).toBe(`Basic ${Buffer.from("user:s3:cret").toString("base64")}`);
  });

  it.each([
    "socks5://s3cret@proxy:1080",
    "http://s3cret@proxy/path",
    "http://s3cret%@proxy",
    "http://[s3cret",
  ])("rejects %s without printing it", (value) => {
    const [issue = ""] = readConfigIssues({ HTTPS_PROXY: value });
    expect(issue).toMatch(
      /^HTTPS_PROXY: invalid value \(hidden\); expected http:\/\/ or https:\/\/ with a host/,
    );
    expect(issue).not.toContain("s3cret");
  });
});
