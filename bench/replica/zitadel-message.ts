import { z } from "zod";

/** So many users are to be written to, with values of another version, while searches do not find it. */
export const zitadelMessage = z.object({ users: z.number(), version: z.number() });
