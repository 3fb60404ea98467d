import { startDemo, anyPorts } from "./examples/demo/start-demo.js";
const d = await startDemo({ pages: "built", ports: anyPorts, env: process.env, tell: console.error, signal: new AbortController().signal });
const tok = async (u: string) => (await d.zitadel.issueTokens(u, "admin-ui", "openid profile urn:zitadel:iam:user:metadata urn:zitadel:iam:org:project:id:zitadel:aud")).accessToken;
console.log(JSON.stringify({ ...d.urls, granny: await tok("granny"), rr: await tok("road-runner"), rrid: d.zitadel.world.user("road-runner") }));
