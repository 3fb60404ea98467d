import { expect, test } from "vitest";
import { contentSecurityPolicy } from "../content-security-policy";
import { readSettings } from "../src/settings";

test("every variable that is missing is told", () => {
  expect(readSettings({ VITE_ZITADEL_ISSUER: " " })).toEqual({
    missing: ["VITE_ZITADEL_ISSUER", "VITE_ZITADEL_CLIENT_ID", "VITE_GRAPHQL_URL"],
  });
});

test("the page may call ZITADEL and the gateway, and load nothing from elsewhere", () => {
  const policy = contentSecurityPolicy("https://id.example", "https://api.example/graphql");
  expect(policy).toContain("connect-src 'self' https://id.example https://api.example;");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("unsafe");
});
