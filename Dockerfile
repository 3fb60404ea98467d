# test/e2e/packaging builds these stages without an engine: paths in RUN are relative to /app.

FROM node:24-trixie-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/zitadel-emulator/package.json packages/zitadel-emulator/
# No package needs its install script, and none gets the chance.
RUN npm ci --ignore-scripts
COPY tsconfig.json build.ts ./
COPY src src
# Source maps are most of it, and nothing reads them.
RUN npm run build && find dist -name '*.map' -delete

# Node and what it needs: no shell, no npm.
FROM gcr.io/distroless/nodejs24-debian13:nonroot
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/dist dist
# Readable for the user below, whatever the umask of the checkout.
COPY --chmod=444 package.json schema.graphql ./
# A number, so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 4001
# /livez, not /readyz: engines replace what is unhealthy, and that brings no ZITADEL back.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/nodejs/bin/node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 4001) + '/livez').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is process 1 and gets the signals itself: main.ts ends on SIGTERM.
ENTRYPOINT ["/nodejs/bin/node", "dist/main.js"]
