import { json, type Answer, type Asked } from "../http/answer.js";
import type { Route } from "../http/route.js";
import type { User } from "../instance/instance.js";
import { createMessage, Undecodable } from "./message.js";
import type { Method } from "./method.js";
import { parseBody } from "./parse-body.js";
import { Refusal } from "./refusal.js";

export function restRoute(method: Method, requireCaller: (asked: Asked) => User): Route {
  return {
    ...method.rest,
    answer: async (asked) => {
      try {
        const raw = asked.body.toString();
        const fields = { ...(asked.method === "POST" ? bodyOf(raw) : queryOf(asked)), ...asked.params };
        const act = method.run(createMessage(fields, raw));
        return json(200, await act(requireCaller(asked)));
      } catch (error) {
        if (error instanceof Undecodable) return json(400, { code: 3, message: error.message });
        if (error instanceof Refusal) return answerRefusal(error);
        throw error;
      }
    },
  };
}

function bodyOf(raw: string): Record<string, unknown> {
  return raw === "" ? {} : parseBody(raw);
}

/** Repeated parameters become lists: of the methods here only lists are sent so. */
function queryOf({ query }: Asked): Record<string, unknown> {
  return Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]));
}

function answerRefusal(refusal: Refusal): Answer {
  const { number, status, text, id, message } = refusal;
  const detail = { "@type": "type.googleapis.com/zitadel.v1.ErrorDetail", ...(id !== "" && { id }), message };
  const body = { code: number, message: text, ...(id !== undefined && { details: [detail] }) };
  return json(status, body, status === 401 ? { "www-authenticate": text } : {});
}
