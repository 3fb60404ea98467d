import type { Checkpoint } from "../checkpoint.js";

const checkpointFields = ["settled", "anchorId", "anchorSequence", "anchorDate", "isFilled"] as const;
const removedOrganizationPrefix = "gone:";

/** Encodes a checkpoint and removed organizations as alternating fields and values of the state hash. */
export function encodeState(
  { lowWatermark, head, isComplete }: Checkpoint,
  removedOrganizations: ReadonlyMap<string, number>,
): readonly string[] {
  const values = [lowWatermark, head?.id, head?.sequence, head?.date, isComplete ? 1 : 0];
  return [
    ...checkpointFields.flatMap((field, n) => [field, String(values[n] ?? "")]),
    ...[...removedOrganizations].flatMap(([id, date]) => [removedOrganizationPrefix + id, String(date)]),
  ];
}

export function decodeCheckpoint(state: Readonly<Record<string, string>>): Checkpoint | undefined {
  const { anchorId, isFilled } = state;
  if (isFilled === undefined) return undefined;
  const numberField = (field: (typeof checkpointFields)[number]): number | undefined => {
    const text = state[field];
    return text === undefined || text === "" ? undefined : Number(text);
  };
  const sequence = numberField("anchorSequence");
  const date = numberField("anchorDate");
  return {
    lowWatermark: numberField("settled"),
    head:
      anchorId === undefined || sequence === undefined || date === undefined
        ? undefined
        : { id: anchorId, sequence, date },
    isComplete: isFilled === "1",
  };
}

export function decodeRemovedOrganizations(
  state: Readonly<Record<string, string>>,
): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(state)
      .filter(([field]) => field.startsWith(removedOrganizationPrefix))
      .map(([field, date]) => [field.slice(removedOrganizationPrefix.length), Number(date)]),
  );
}
