-- Posts one form again and again, each time under an id of its own. Arguments: kind, path, body, seed;
-- in the body @ID@ stands for the id.
local kind, path, body, seed
local sent = 0

function init(args)
  kind, path, body, seed = args[1], args[2], args[3], args[4]
end

function request()
  if kind == "get" then
    return wrk.format("GET", path, {["Accept-Encoding"] = "gzip"})
  end
  sent = sent + 1
  local id = string.format("%s-0000-4000-8000-%012x", seed, sent)
  local filled = body:gsub("@ID@", id)
  return wrk.format("POST", path, {
    ["Content-Type"] = "application/x-www-form-urlencoded", ["Accept-Encoding"] = "gzip"}, filled)
end

function done(summary, latency, requests)
  io.write(string.format('\nJSON {"requests": %d, "seconds": %.6f, "errors": %d, "refused": %d, "p50_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    summary.errors.status, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
