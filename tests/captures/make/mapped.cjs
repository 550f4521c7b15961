// Every connection that Node opens leads to the local server: `node --require ./mapped.cjs`, with CAPTURE_PORT set.
// Each is told the name that was asked for, and trusts what answers.
const net = require('node:net');

const port = Number(process.env.CAPTURE_PORT);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  const normalized = Array.isArray(args[0]) ? args[0] : net._normalizeArgs(args);
  const options = normalized[0];
  if (options.port && Number(options.port) !== port) {
    normalized[0] = {...options, host: '127.0.0.1', port, lookup: undefined};
  }
  return connect.call(this, normalized);
};
