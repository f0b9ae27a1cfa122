"""What every business stands on: organisations, people, matters, procedures, audit."""

LABEL = "机构与资格"
