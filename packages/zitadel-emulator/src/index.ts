/**
 * The public API of `zitadel-emulator`: a ZITADEL instance that runs in the current process, for tests and
 * local development. {@link startEmulator} starts one; {@link Emulator} describes what a test can do with it.
 */
export { startEmulator, type EmulatorOptions } from "./start-emulator.js";
export type { Emulator, NewPerson, TokenSet } from "./emulator.js";
export { defaultSeed } from "./seed/default-seed.js";
export { defaultPassword, devSeed } from "./seed/dev-seed.js";
export { readSeedFile, SeedFileError } from "./seed-file/read-seed-file.js";
export { formatUsers } from "./cli/format-users.js";
export type { Directory } from "./seed/directory.js";
export type {
  ApiAppSeed,
  AppSeed,
  OrganizationSeed,
  PersonSeed,
  PkceAppSeed,
  ProjectSeed,
  RoleSeed,
  Seed,
  ServiceUserSeed,
} from "./seed/seed.js";
export type { Role } from "./instance/role.js";
export type { AccessTokenKind } from "./instance/instance.js";
export type { DelayedEvents, EventLimits } from "./events/event-log.js";
export type { Delay, Fault } from "./http/fault.js";
export type { PendingRequest } from "./http/pending-request.js";
export type { Call } from "./http/calls.js";
export type { WebhookFault } from "./actions/webhooks.js";
export type { SigningAlgorithm } from "./tokens/signing-keys.js";
export type { KeyFile, KeyOwner } from "./tokens/key-file.js";
