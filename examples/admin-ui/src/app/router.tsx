import type { UserManager } from "oidc-client-ts";
import { createBrowserRouter, Navigate } from "react-router";
import { callbackPath } from "../session/user-manager";
import { CallbackPage } from "../session/callback-page";
import { RequireSession } from "../session/require-session";
import { UserPage } from "../metadata/user-page";
import { OrdersPage } from "../orders/orders-page";
import { UsersPage } from "../users/users-page";
import { ErrorPage } from "./error-page";
import { Frame } from "./frame";
import { NotFoundPage } from "./not-found-page";

export function createRouter(userManager: UserManager): ReturnType<typeof createBrowserRouter> {
  return createBrowserRouter([
    { path: callbackPath, element: <CallbackPage userManager={userManager} />, errorElement: <ErrorPage /> },
    {
      element: (
        <RequireSession>
          <Frame />
        </RequireSession>
      ),
      errorElement: <ErrorPage />,
      children: [
        { path: "/", element: <Navigate to="/users" replace /> },
        { path: "/users", element: <UsersPage /> },
        { path: "/users/:userId", element: <UserPage /> },
        { path: "/orders", element: <OrdersPage /> },
        { path: "*", element: <NotFoundPage /> },
      ],
    },
  ]);
}
