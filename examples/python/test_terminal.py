"""A terminal's test in Python, with the standard library only: the host books a sale and its answer is lost, the paper
runs out in the middle of a slip, a card is declined. After each the ledger, the account and the paper are asked.

posterm and poslab are looked for in PATH:

    go build -o bin/ ./cmd/posterm ./cmd/poslab
    PATH=$PWD/bin:$PATH python3 -m unittest discover -v examples/python
"""

import json
import pathlib
import subprocess
import tempfile
import unittest
import urllib.request


class Lab:
    """poslab up: an acquirer host and a printer on free ports, and the admin API."""

    def __init__(self):
        everywhere = [f"--{door}=127.0.0.1:0" for door in ("host", "printer-tcp", "admin")]
        self.process = subprocess.Popen(["poslab", "up", *everywhere], stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline()  # comes when every door is open; empty when none does
        if not ready:
            self.close()
            raise RuntimeError("poslab up did not start")
        self.at = json.loads(ready)

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, path, body=None, method=None):
        """One call of the admin API; docs/lab.md lists them. A refusal is an HTTPError that says why."""
        request = urllib.request.Request(self.at["admin"] + path, method=method)
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=10) as reply:
            data = reply.read()
            return json.loads(data) if reply.headers.get_content_type() == "application/json" else data

    def ledger(self):
        """What the host decided, oldest first, each as "KIND AMOUNT STATE"."""
        return [f"{e['kind']} {e['amount']} {e['state']}" for e in self.ask("/v1/ledger")["entries"]]

    def balance(self, name):
        return next(a["balance"] for a in self.ask("/v1/accounts")["accounts"] if a["name"] == name)

    def paper(self):
        return self.ask("/v1/paper")["slips"]

    def host_fault(self, name, **match):
        self.ask("/v1/host/faults", {"fault": name, "match": match})


class Terminal:
    """posterm in a directory of its own. Put your terminal in its place: it needs a host's address and a printer's."""

    def __init__(self, directory, lab):
        self.data = directory / "data"
        self.config = directory / "posterm.toml"
        self.config.write_text(
            f"""lang = "en"
[host]
primary = "{lab.at['host']}"
response_timeout = "1s"
[printer]
port = "tcp://{lab.at['printer_tcp']}"
confirm_timeout = "2s"
"""
        )

    def run(self, *arguments):
        """Gives the exit code and the object that the command says."""
        command = ["posterm", "--config", self.config, "--data", self.data, "--json", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        return done.returncode, json.loads(done.stdout)


class TerminalTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.lab = Lab()
        self.addCleanup(self.lab.close)
        self.terminal = Terminal(pathlib.Path(folder.name), self.lab)

    def says(self, code, verdict, *arguments):
        exit_code, said = self.terminal.run(*arguments)
        self.assertEqual((code, verdict), (exit_code, said.get("verdict")), said)
        return said

    def test_a_sale_and_its_slips(self):
        sale = self.says(0, "paid", "sale", "12.34", "--card", "A")
        self.assertEqual(["sale 12.34 approved"], self.lab.ledger())
        self.assertEqual("487.66", self.lab.balance("A"))
        slips = self.lab.paper()
        self.assertEqual(2, len(slips), "the merchant's and the cardholder's")
        for slip in slips:
            self.assertTrue(slip["complete"])
            self.assertEqual("good", slip["legibility"])
            self.assertIn("12.34", slip["text"])
            self.assertIn(sale["trace"], slip["text"])
            self.assertTrue(self.lab.ask(f"/v1/paper/{slip['id']}.png").startswith(b"\x89PNG"))

    def test_a_lost_answer_is_reversed(self):
        self.lab.host_fault("drop_response", mti="0200")
        self.says(4, "being_reversed", "sale", "5.00", "--card", "A")
        self.assertEqual(["sale 5.00 approved"], self.lab.ledger())
        self.assertEqual("495.00", self.lab.balance("A"))
        code, said = self.terminal.run("balance", "--card", "A")  # whatever goes online next reverses first
        self.assertEqual((0, "500.00"), (code, said["balance"]))
        self.assertEqual(["sale 5.00 reversed"], self.lab.ledger())

    def test_the_paper_runs_out(self):
        self.lab.ask("/v1/printer/faults", {"paper_out_after_rows": 200})
        sale = self.says(5, "paid", "sale", "5.00", "--card", "A")
        self.assertGreater(sale["owed_slips"], 0)
        self.assertEqual(["sale 5.00 approved"], self.lab.ledger(), "the money is not the paper")
        self.lab.ask("/v1/printer/load_paper", method="POST")
        self.says(0, "paid", "reprint")
        self.assertEqual(["sale 5.00 approved"], self.lab.ledger(), "nobody paid twice")
        slips = self.lab.paper()
        self.assertFalse(slips[0]["complete"])
        self.assertEqual("paper_out", slips[0]["ended"])
        whole = [slip for slip in slips if slip["complete"]]
        self.assertEqual(2, len(whole))
        self.assertTrue(whole[0]["duplicate"], "what had begun to be printed is marked")

    def test_a_declined_card(self):
        said = self.says(3, "not_paid", "sale", "900.00", "--card", "A")
        self.assertEqual("51", said["response"])
        self.assertEqual(["sale 900.00 declined"], self.lab.ledger())
        self.assertEqual("500.00", self.lab.balance("A"))


if __name__ == "__main__":
    unittest.main()
