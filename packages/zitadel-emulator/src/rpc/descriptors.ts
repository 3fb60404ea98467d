import type { DescMethod, DescMethodUnary, DescService } from "@bufbuild/protobuf";
import { AdminService } from "@zitadel/proto/zitadel/admin_pb.js";
import { AuthService } from "@zitadel/proto/zitadel/auth_pb.js";
import { ManagementService } from "@zitadel/proto/zitadel/management_pb.js";
import { OIDCService } from "@zitadel/proto/zitadel/oidc/v2/oidc_service_pb.js";
import { OIDCService as OIDCServiceBeta } from "@zitadel/proto/zitadel/oidc/v2beta/oidc_service_pb.js";
import { SessionService } from "@zitadel/proto/zitadel/session/v2/session_service_pb.js";
import { SessionService as SessionServiceBeta } from "@zitadel/proto/zitadel/session/v2beta/session_service_pb.js";
import { UserService } from "@zitadel/proto/zitadel/user/v2/user_service_pb.js";
import { UserService as UserServiceBeta } from "@zitadel/proto/zitadel/user/v2beta/user_service_pb.js";

/** The published descriptions of the services that the emulator has. Loading them takes a third of a second. */
export const descriptors: readonly DescService[] = [
  UserService,
  UserServiceBeta,
  SessionService,
  SessionServiceBeta,
  OIDCService,
  OIDCServiceBeta,
  ManagementService,
  AuthService,
  AdminService,
];

export function findUnaryMethod(service: string, name: string): DescMethodUnary | undefined {
  return descriptors
    .find(({ typeName }) => typeName === service)
    ?.methods.filter(isUnary)
    .find((it) => it.name === name);
}

function isUnary(method: DescMethod): method is DescMethodUnary {
  return method.methodKind === "unary";
}
