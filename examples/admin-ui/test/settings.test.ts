import { expect, test } from "vitest";
import { contentSecurityPolicy } from "../content-security-policy";
import { readSettings } from "../src/settings";

test("reports every missing variable", () => {
  expect(readSettings({ VITE_ZITADEL_ISSUER: " " })).toEqual({
    missing: ["VITE_ZITADEL_ISSUER", "VITE_ZITADEL_CLIENT_ID", "VITE_GRAPHQL_URL"],
  });
});

test("allows requests to ZITADEL and the gateway only, and loads nothing from elsewhere", () => {
  const policy = contentSecurityPolicy("https://id.example", "https://api.example/graphql");
  expect(policy).toContain("connect-src 'self' https://id.example https://api.example;");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
});
