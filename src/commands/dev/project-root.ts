import { fileURLToPath } from "node:url";

/** The folder that this project is checked out in. */
export const projectRoot = fileURLToPath(new URL("../../../", import.meta.url));
