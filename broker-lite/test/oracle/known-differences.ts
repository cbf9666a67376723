/**
 * Scenarios in which broker-lite's record differs from RabbitMQ's, by section and name, each with its reason. The test
 * fails for a scenario on the list that has become equal, so the list only shrinks.
 */
const SAYS_WHY = "RabbitMQ only closes the socket, or says less; broker-lite names what it could not read";
const AT_ONCE = "RabbitMQ notices with the next frame only; broker-lite refuses the frame that is too much";
const NO_POLICIES = "broker-lite has no policies yet";

export const knownDifferences: Readonly<Record<string, string>> = {
  "A-framing: more body than the header said ends the connection, once another frame comes": AT_ONCE,
  "A-framing: an unknown method closes the socket": SAYS_WHY,
  "A-framing: an unknown class closes the socket": SAYS_WHY,
  "A-framing: a method whose arguments end too early ends the connection": SAYS_WHY,
  "A-framing: a field table of an unknown type ends the connection": SAYS_WHY,
  "A-framing: a method frame without even its ids ends the connection": SAYS_WHY,
  "J-access: a policy works as arguments do; the lower limit counts": NO_POLICIES,
};
