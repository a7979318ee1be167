// For container health checks: ends with 0 when the hub in this container is alive.
const answer = await fetch(`http://127.0.0.1:${process.env.UZEL_PORT || 8080}/healthz`, {
  signal: AbortSignal.timeout(4000),
}).catch(() => null);
process.exitCode = answer?.ok ? 0 : 1;
