/** Rows of the checklist without a scenario, each with its reason. The list may only hold rows that really have none. */
export const notCovered: Readonly<Record<string, string>> = {
  A38: "a login that doesn't come from loopback needs a RabbitMQ that listens to other machines; the server's own tests show the decision",
};
