"""The policies as the built command says them: shown, explained, compared, measured."""
import hashlib
import os
import re

from stage import ROOT, TONGUES, CommandTest, rastro

FILES = {c: os.path.join(ROOT, "Sources/CData/files/policy", f"{c.lower()}-2026-01-01.policy") for c in ("US", "MX")}
ASKING = ("--action", "read", "--role", "investigator", "--class", "identity", "--purpose", "C")


class PolicyTest(CommandTest):
    def assert_readable(self, run):
        self.assert_well_said(run)
        for line in run.out.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_a_carried_policy_is_its_file_and_known_by_its_hash(self):
        for country, path in FILES.items():
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            texts = set()
            for words in (("--jurisdiction", country), ("--policy", path)):
                for tongue in TONGUES:
                    run = rastro("policy", "show", *words, "--lang", tongue)
                    self.assertEqual((run.code, run.err), (0, ""))
                    self.assert_readable(run)
                    self.assertIn(digest, run.out)
                    texts.add(run.out)
            self.assertEqual(len(texts), 2, "one text for each language")

    def test_what_an_explanation_asks_for_is_enough(self):
        first = rastro("policy", "explain", "--jurisdiction", "US", *ASKING, "--lang", "en")
        self.assertEqual((first.code, first.err), (0, ""))
        self.assert_readable(first)
        self.assertIn("Refused", first.out)
        law = re.search(r"for the purpose:\s(us:[a-z0-9-]+)", first.out).group(1)
        flags = {"a case": "--case", "a result that has": "--live", "fresh cosignature": "--cosigned",
                 "signed permission": "--permission", "a second officer": "--second"}
        said = " ".join(first.out.split())
        needed = [flag for words, flag in flags.items() if words in said.split("It would be permitted with:")[1]]
        second = rastro("policy", "explain", "--jurisdiction", "US", *ASKING, "--basis", law, *needed, "--lang", "en")
        self.assertIn("Permitted.", second.out)
        for left in needed:
            fewer = [flag for flag in needed if flag != left]
            run = rastro("policy", "explain", "--jurisdiction", "US", *ASKING, "--basis", law, *fewer, "--lang", "en")
            self.assertIn("Refused", run.out)

    def test_a_change_ends_with_code_1_and_none_with_code_0(self):
        with open(FILES["US"], encoding="utf-8") as file:
            text = file.read()
        changed = self.write("new.policy", text.replace("role tracing-centre custodian", "role custodian"))
        for tongue in TONGUES:
            same = rastro("policy", "diff", FILES["US"], FILES["US"], "--lang", tongue)
            self.assertEqual((same.code, same.err), (0, ""))
            run = rastro("policy", "diff", FILES["US"], changed, "--lang", tongue)
            self.assertEqual((run.code, run.err), (1, ""))
            self.assert_readable(run)
        self.assertIn("ask the sealed store about one firearm", run.out)
        self.assertIn("national tracing centre; for:", run.out)

    def test_how_long_names_are_kept_is_shown_and_compared(self):
        with open(FILES["US"], encoding="utf-8") as file:
            longer = self.write("longer.policy", file.read().replace("retain identity 0", "retain identity 30").encode())
        for tongue, said in (("en", "30 days after an answer has expired"), ("es", "30 días después de que vence")):
            run = rastro("policy", "show", "--policy", longer, "--lang", tongue)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertIn(said, " ".join(run.out.split()))
            run = rastro("policy", "diff", FILES["US"], longer, "--lang", tongue)
            self.assertEqual((run.code, run.err), (1, ""))
            self.assertRegex(run.out, r"(?s)\b0\n.*\b30\n")
            self.assert_readable(run)

    def test_how_old_a_cosignature_may_be_is_shown_and_compared(self):
        with open(FILES["US"], encoding="utf-8") as file:
            fresher = self.write("fresher.policy", file.read().replace("retain identity 0", "retain identity 0\ncosigned 60").encode())
        for tongue, said in (("en", "60 seconds ago at most"), ("es", "hace 60 segundos a lo más")):
            run = rastro("policy", "show", "--policy", fresher, "--lang", tongue)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertIn(said, " ".join(run.out.split()))
            run = rastro("policy", "diff", FILES["US"], fresher, "--lang", tongue)
            self.assertEqual((run.code, run.err), (1, ""))
            self.assertRegex(run.out, r"(?s)\b300\n.*\b60\n")
            self.assert_readable(run)

    def test_a_broken_file_is_refused_by_its_line(self):
        with open(FILES["MX"], "rb") as file:
            lines = file.read().split(b"\n")
        for number in range(0, len(lines) - 1, 7):
            broken = self.write("broken.policy", b"\n".join(lines[:number] + [b"\t"] + lines[number + 1:]))
            for tongue in TONGUES:
                run = rastro("policy", "show", "--policy", broken, "--lang", tongue)
                self.assert_refused(run, f"broken.policy:{number + 1}: ")
        self.assert_refused(rastro("policy", "show", "--policy", self.write("large", b"#\n" * 40_000)), "large: ", "80,000 bytes", "65,536")
        self.assert_refused(rastro("policy", "diff", FILES["US"], self.folder), self.folder)

    def test_the_time_of_a_decision_is_measured(self):
        for tongue in TONGUES:
            run = rastro("bench", "policy", "--decisions", 2000, "--lang", tongue)
            self.assertEqual((run.code, run.err), (0, ""))
            self.assert_readable(run)
            for country in FILES:
                self.assertRegex(run.out, rf"(?m)^{country} +[0-9,]+( +[0-9,.]+){{4}}$")
