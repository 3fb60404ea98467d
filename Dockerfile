# test/e2e/packaging runs these stages without a container engine. Paths in RUN must be relative to /app.

FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/zitadel-emulator/package.json packages/zitadel-emulator/
# No package needs an install script, so none may run.
RUN npm ci --ignore-scripts
COPY tsconfig.json build.ts ./
COPY src src
# Source maps are most of the size and are not used at run time.
RUN npm run build && find dist -name '*.map' -delete

# Contains Node and its dependencies only: no shell, no npm.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/dist dist
# Readable for the user below, independent of the umask of the checkout.
COPY --chmod=444 package.json schema.graphql ./
# Numeric, so that Kubernetes can verify that the user is not root.
USER 65532:65532
EXPOSE 4001
# /livez, not /readyz: engines restart unhealthy containers, which does not help if ZITADEL is unavailable.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/nodejs/bin/node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4001) + '/livez').then((response) => process.exit(response.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and receives signals directly. main.ts shuts down on SIGTERM.
ENTRYPOINT ["/nodejs/bin/node", "dist/main.js"]
