import { z } from "zod";

const answer = z.object({ data: z.object({ _service: z.object({ sdl: z.string() }) }) });

/** A running subgraph's schema, as a composer gets it. */
export async function readSdl(url: string): Promise<string> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: "{ _service { sdl } }" }),
  });
  return answer.parse(await response.json()).data._service.sdl;
}
