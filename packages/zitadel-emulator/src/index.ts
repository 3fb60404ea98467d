/** What `import … from "zitadel-emulator"` offers. Everything else is internal. */
export { startEmulator, type EmulatorOptions } from "./start-emulator.js";
export type { Emulator, NewPerson, TokenSet } from "./emulator.js";
export { defaultSeed } from "./seed/default-seed.js";
export { devSeed, defaultPassword } from "./seed/dev-seed.js";
export { readSeedFile, SeedFileError } from "./seed-file/read-seed-file.js";
export { formatUsers } from "./cli/format-users.js";
export type { Directory } from "./seed/directory.js";
export type {
  AppSeed,
  PersonSeed,
  PkceAppSeed,
  ProjectSeed,
  RoleSeed,
  Seed,
  ServiceUserSeed,
} from "./seed/seed.js";
export type { DelayedEvents, EventLimits } from "./events/event-log.js";
export type { Delay, Fault } from "./http/fault.js";
export type { PendingRequest } from "./http/pending-request.js";
export type { Call } from "./http/calls.js";
export type { WebhookFault } from "./actions/webhooks.js";
export type { SigningAlgorithm } from "./tokens/signing-keys.js";
export type { KeyFile } from "./tokens/key-file.js";
