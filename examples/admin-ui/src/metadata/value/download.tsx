import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { EntryFragment } from "../../graph/generated/operations";
import { decodeBase64 } from "./base64";

/** Button that downloads the exact bytes as a file. */
export function Download({ entry }: { readonly entry: EntryFragment }): ReactNode {
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([decodeBase64(entry.valueBase64) ?? ""]));
    const link = document.createElement("a");
    link.href = url;
    link.download = entry.key;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />} onClick={save}>
      Download
    </Button>
  );
}
