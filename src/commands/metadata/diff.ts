import { type Buffer, isUtf8 } from "node:buffer";
import { Failure } from "../../lib/failure.js";
import { printable, printableId } from "../printable.js";
import type { Entry } from "../../metadata/input.js";
import { compareKeys } from "../../metadata/key.js";
import type { CommandContext, ExitCode } from "./context.js";
import { checkFile } from "./file/check-file.js";
import { type FileUser, readSelectedUsers } from "./file/read-users.js";
import { readUsers, selectUserIds } from "./read-users.js";
import { formatUsers } from "./reporter.js";
import { createUnreadableUsers } from "./unreadable-users.js";

interface Difference {
  readonly kind: "onlyInFile" | "onlyInZitadel" | "changed";
  readonly key: string;
  readonly inFile: Buffer | undefined;
  readonly inZitadel: Buffer | undefined;
}

const signs = { onlyInFile: "-", onlyInZitadel: "+", changed: "~" } as const;

/** Compares a file with ZITADEL. Dates are not compared, because an import cannot set them. */
export async function diffMetadata(context: CommandContext): Promise<ExitCode> {
  const { options, config, reporter } = context;
  const { userMetadataBytes } = config.limits;
  const inFile = await checkFile(options.file, options, userMetadataBytes);
  await using connection = await context.connect();
  const inZitadel = await selectUserIds(connection, options.userIds);
  const userIds = [...new Set([...inFile.userIds, ...inZitadel])].sort(compareKeys);
  const unreadable = createUnreadableUsers(reporter);
  const counts = { onlyInFile: 0, onlyInZitadel: 0, changed: 0 };
  const fileUsers = readSelectedUsers(options.file, options, userMetadataBytes);
  let next = await fileUsers.next();
  reporter.start(userIds.length);
  for await (const { userId, loaded } of readUsers(connection, userIds)) {
    reporter.advance();
    let fileUser: FileUser | undefined;
    if (next.done !== true && next.value.userId === userId) {
      fileUser = next.value;
      next = await fileUsers.next();
    }
    if (loaded instanceof Failure) {
      unreadable.add(userId, loaded);
      continue;
    }
    for (const difference of compareEntries(fileUser?.entries ?? [], loaded)) {
      const { kind, key } = difference;
      counts[kind]++;
      const values = options.values ? formatValues(difference) : "";
      await reporter.print(`${signs[kind]} ${printableId(userId)} ${printable(key)}${values}`);
    }
  }
  const { onlyInFile, onlyInZitadel, changed } = counts;
  const isEqual = onlyInFile + onlyInZitadel + changed === 0;
  await reporter.print(
    isEqual
      ? `No differences: ${formatUsers(userIds.length)} compared.`
      : `${onlyInFile} only in the file, ${onlyInZitadel} only in ZITADEL, ${changed} with another value: ${formatUsers(userIds.length)} compared.`,
  );
  if (unreadable.summarize() > 0) return 3;
  return isEqual ? 0 : 1;
}

/** The differences of two lists that are ordered by key. */
function* compareEntries(inFile: readonly Entry[], inZitadel: readonly Entry[]): Generator<Difference> {
  const fileBytes = new Map(inFile.map(({ key, bytes }) => [key, bytes]));
  const zitadelBytes = new Map(inZitadel.map(({ key, bytes }) => [key, bytes]));
  for (const key of [...new Set([...fileBytes.keys(), ...zitadelBytes.keys()])].sort(compareKeys)) {
    const [a, b] = [fileBytes.get(key), zitadelBytes.get(key)];
    if (a === undefined) yield { kind: "onlyInZitadel", key, inFile: a, inZitadel: b };
    else if (b === undefined) yield { kind: "onlyInFile", key, inFile: a, inZitadel: b };
    else if (!a.equals(b)) yield { kind: "changed", key, inFile: a, inZitadel: b };
  }
}

function formatValues({ inFile, inZitadel }: Difference): string {
  const values = [inFile, inZitadel].flatMap((bytes) => (bytes === undefined ? [] : [formatValue(bytes)]));
  return ` ${values.join(" -> ")}`;
}

function formatValue(bytes: Buffer): string {
  return isUtf8(bytes) ? printable(bytes.toString("utf8")) : `base64:${bytes.toString("base64")}`;
}
