import { ApiError } from "../api/api-error.js";
import type { Message } from "../api/proto-json.js";
import type { Method } from "../api/method.js";
import { timestampOf } from "../clock.js";
import type { Instance, User } from "../instance/instance.js";
import type { LoginSession, LoginStore } from "../login/login-store.js";
import { pageOf, readPagination } from "../users/page.js";
import { encodeSession } from "./encode-session.js";
import { mayAccess } from "./find-session.js";

type Match = (session: LoginSession, caller: User) => boolean;

const readers: Record<string, (message: Message) => Match> = {
  idsQuery: (message) => {
    const ids = message.strings("ids");
    return ({ id }) => ids.includes(id);
  },
  userIdQuery: (message) => {
    const id = message.text("id");
    return ({ user }) => user?.id === id;
  },
  // Without an id, the caller is the creator.
  creatorQuery: (message) => {
    const id = message.text("id");
    return ({ creatorId }, caller) => creatorId === (id === "" ? caller.id : id);
  },
};

/** The sessions that the caller may read and that match all queries. */
export function listSessions({ clock }: Instance, { sessions }: LoginStore): Method {
  return {
    name: "ListSessions",
    rest: { method: "POST", path: "/v2/sessions/search" },
    run: (message) => {
      const pagination = readPagination(message.message("query"), 100);
      const matches = message.messages("queries").map(readQuery);
      return (caller) => {
        const found = [...sessions.values()].filter(
          (session) => mayAccess(caller, session) && matches.every((match) => match(session, caller)),
        );
        const { rows, total } = pageOf(found, pagination, (a, b) =>
          pagination.ascending ? a.started - b.started : b.started - a.started,
        );
        return {
          details: { totalResult: total, timestamp: timestampOf(clock.stamp()) },
          ...(rows.length > 0 && { sessions: rows.map(encodeSession) }),
        };
      };
    },
  };
}

function readQuery(message: Message): Match {
  for (const [name, read] of Object.entries(readers)) {
    const query = message.message(name);
    if (query !== undefined) return read(query);
  }
  if (message.isEmpty()) throw new ApiError("invalid_argument", "List.Query.Invalid", "GRPC-Sfefs");
  const supported = Object.keys(readers).join(", ");
  throw new ApiError("unimplemented", `The emulator supports only the session queries ${supported}`);
}
