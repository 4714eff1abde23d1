// A conversation of the stock client with a small server: node conversation.mjs URL TRANSPORT[,TRANSPORT].
// The last line is "done", or says what went wrong.
import assert from "node:assert";
import { io } from "socket.io-client";

const [url, transports] = process.argv.slice(2);
const options = { transports: transports.split(","), forceNew: true, reconnectionDelay: 10 };

setTimeout(() => fail(new Error("no answer in time")), 20_000);

function fail(error) {
  console.log(error.stack);
  process.exit(1);
}

const once = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

async function refused() {
  const socket = io(url + "/no", options);
  const error = await once(socket, "connect_error");
  assert.equal(error.message, "Auth failed (custom namespace)");
  assert.equal(socket.active, false, "it does not try again");
  socket.disconnect();
}

async function manyAtOnce(socket) {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, i) => socket.timeout(10_000).emitWithAck("echo", { i, text: "Я😀\u2028" })),
  );
  answers.forEach((answer, i) => assert.deepEqual(answer, { i, text: "Я😀\u2028" }));
}

async function bytes(socket) {
  const large = Buffer.alloc(200_000, 7);
  const back = await socket.timeout(10_000).emitWithAck("echo", { deep: [large] });
  assert.equal(Buffer.compare(Buffer.from(back.deep[0]), large), 0);
  socket.emit("doge");
  assert.equal(Buffer.from(await once(socket, "doge")).toString(), "asdfasdf");
}

async function ackOfTheClient(socket) {
  socket.on("ack", (answer) => answer(5, { test: true }));
  socket.emit("ack");
  await once(socket, "got it");
}

async function recovered(socket) {
  socket.emit("hi");
  await once(socket, "hi");
  const id = socket.id;
  socket.io.engine.close();
  await once(socket, "connect");
  assert.equal(socket.recovered, true);
  assert.equal(socket.id, id);
}

try {
  const socket = io(url, options);
  const other = socket.io.socket("/foo");
  await once(socket, "connect");
  assert.equal(await socket.emitWithAck("getId"), socket.id);
  assert.equal(await other.emitWithAck("getId"), other.id);
  if (options.transports.length > 1 && socket.io.engine.transport.name === "polling") {
    await once(socket.io.engine, "upgrade");
  }
  assert.equal(socket.io.engine.transport.name, options.transports.at(-1));
  await manyAtOnce(socket);
  await bytes(socket);
  await ackOfTheClient(socket);
  await recovered(socket);
  await refused();
  const server = once(socket, "disconnect");
  socket.disconnect();
  assert.equal(await server, "io client disconnect");
  console.log("done");
  process.exit(0);
} catch (error) {
  fail(error);
}
