/** Attacks whoever reads the report. */
const attack = '\u001B[2J\u001B]0;owned\u0007\u202E<script>alert(1)</script>=HYPERLINK("https://attacker.example")';
console.log(attack);
console.error(attack);
throw new Error(attack);
