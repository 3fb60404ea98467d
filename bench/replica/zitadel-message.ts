import { z } from "zod";

/** The number of users to change, and the version of their new values. */
export const changeRequest = z.object({ users: z.number(), version: z.number() });
