// Plain JavaScript of an old kind: it runs on the very Node it complains about.
// The first of each line that has `server.shouldUpgradeCallback`.
const need = { 22: 21, 24: 9 };
const have = process.versions.node.split(".").map(Number);

if (have[0] < 24 ? !(have[1] >= need[have[0]]) : have[0] === 24 && have[1] < need[24]) {
  console.error(
    `Alongside needs Node ^22.21 or >=24.9, and this is ${process.versions.node}: ` +
      "run `npm install` without --ignore-scripts (it brings Node 24), then use `npm run` or `npx`.",
  );
  process.exit(1);
}
