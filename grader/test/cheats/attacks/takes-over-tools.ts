/** Brings settings for every tool that might read them (written beside it by the test), and says so where one was. */
import * as amqp from "amqplib";

if ("takenOver" in amqp || "takenOver" in globalThis) console.log("TAKEN OVER");
