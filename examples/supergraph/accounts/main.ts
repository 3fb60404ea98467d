/** `npm run accounts`: the subgraph that defines the User entity. */
import { startSubgraph } from "../start-subgraph.js";
import { createContext, createSchema } from "./schema.js";
import { createZitadel } from "./zitadel.js";

startSubgraph({ name: "accounts", defaultPort: 4002, env: process.env }, (issuer) => {
  const zitadel = createZitadel(issuer);
  return { schema: createSchema(zitadel), createContext: (options) => createContext(zitadel, options) };
});
