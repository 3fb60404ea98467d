export const gatewayConfig = { logging: "warn", healthCheckEndpoint: "/healthcheck" };
