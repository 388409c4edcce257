// The data files that the binary carries, so that one file is all there is to install.
// #embed, because a Swift array literal of this size takes half a minute to compile.
#include "CData.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char catalogue_en_language[] = {
#embed "files/catalogues/en/language.catalogue"
};
static const unsigned char catalogue_en_tabular[] = {
#embed "files/catalogues/en/tabular.catalogue"
};
static const unsigned char catalogue_en_firearms[] = {
#embed "files/catalogues/en/firearms.catalogue"
};
static const unsigned char catalogue_en_books[] = {
#embed "files/catalogues/en/books.catalogue"
};
static const unsigned char catalogue_en_tracing[] = {
#embed "files/catalogues/en/tracing.catalogue"
};
static const unsigned char catalogue_en_report[] = {
#embed "files/catalogues/en/report.catalogue"
};
static const unsigned char catalogue_en_training[] = {
#embed "files/catalogues/en/training.catalogue"
};
static const unsigned char catalogue_en_trials[] = {
#embed "files/catalogues/en/trials.catalogue"
};
static const unsigned char catalogue_en_inquiries[] = {
#embed "files/catalogues/en/inquiries.catalogue"
};
static const unsigned char catalogue_en_policy[] = {
#embed "files/catalogues/en/policy.catalogue"
};
static const unsigned char catalogue_en_ledger[] = {
#embed "files/catalogues/en/ledger.catalogue"
};
static const unsigned char catalogue_en_node[] = {
#embed "files/catalogues/en/node.catalogue"
};
static const unsigned char catalogue_en_audit[] = {
#embed "files/catalogues/en/audit.catalogue"
};
static const unsigned char catalogue_en_transport[] = {
#embed "files/catalogues/en/transport.catalogue"
};
static const unsigned char catalogue_en_commands[] = {
#embed "files/catalogues/en/commands.catalogue"
};
static const unsigned char catalogue_es_language[] = {
#embed "files/catalogues/es/language.catalogue"
};
static const unsigned char catalogue_es_tabular[] = {
#embed "files/catalogues/es/tabular.catalogue"
};
static const unsigned char catalogue_es_firearms[] = {
#embed "files/catalogues/es/firearms.catalogue"
};
static const unsigned char catalogue_es_books[] = {
#embed "files/catalogues/es/books.catalogue"
};
static const unsigned char catalogue_es_tracing[] = {
#embed "files/catalogues/es/tracing.catalogue"
};
static const unsigned char catalogue_es_report[] = {
#embed "files/catalogues/es/report.catalogue"
};
static const unsigned char catalogue_es_training[] = {
#embed "files/catalogues/es/training.catalogue"
};
static const unsigned char catalogue_es_trials[] = {
#embed "files/catalogues/es/trials.catalogue"
};
static const unsigned char catalogue_es_inquiries[] = {
#embed "files/catalogues/es/inquiries.catalogue"
};
static const unsigned char catalogue_es_policy[] = {
#embed "files/catalogues/es/policy.catalogue"
};
static const unsigned char catalogue_es_ledger[] = {
#embed "files/catalogues/es/ledger.catalogue"
};
static const unsigned char catalogue_es_node[] = {
#embed "files/catalogues/es/node.catalogue"
};
static const unsigned char catalogue_es_audit[] = {
#embed "files/catalogues/es/audit.catalogue"
};
static const unsigned char catalogue_es_transport[] = {
#embed "files/catalogues/es/transport.catalogue"
};
static const unsigned char catalogue_es_commands[] = {
#embed "files/catalogues/es/commands.catalogue"
};
static const unsigned char table_calibres[] = {
#embed "files/tables/calibres.table"
};
static const unsigned char table_countries[] = {
#embed "files/tables/countries.table"
};
static const unsigned char table_firms[] = {
#embed "files/tables/firms.table"
};
static const unsigned char table_kinds[] = {
#embed "files/tables/kinds.table"
};
static const unsigned char table_models[] = {
#embed "files/tables/models.table"
};
static const unsigned char table_serial_formats[] = {
#embed "files/tables/serial_formats.table"
};
static const unsigned char table_words[] = {
#embed "files/tables/words.table"
};

static const unsigned char report_css[] = {
#embed "files/report/report.css"
};
static const unsigned char table_serial_words[] = {
#embed "files/serials/words.tsv"
};
static const unsigned char books_dispositions[] = {
#embed "files/books/dispositions.table"
};
static const unsigned char weights_trace[] = {
#embed "files/weights/trace.weights"
};
static const unsigned char weights_benchmark[] = {
#embed "files/weights/benchmark.weights"
};

static const unsigned char training_makes[] = {
#embed "files/training/makes.tsv"
};
static const unsigned char training_words[] = {
#embed "files/training/words.tsv"
};

static const unsigned char policy_us_2026_01_01[] = {
#embed "files/policy/us-2026-01-01.policy"
};
static const unsigned char policy_mx_2026_01_01[] = {
#embed "files/policy/mx-2026-01-01.policy"
};

static const unsigned char evidence_verify[] = {
#embed "files/evidence/verify.py"
};

#define CARRIED(path, name) {path, name, sizeof name}

static const struct rastro_file files[] = {
    CARRIED("catalogues/en/language.catalogue", catalogue_en_language),
    CARRIED("catalogues/en/tabular.catalogue", catalogue_en_tabular),
    CARRIED("catalogues/en/firearms.catalogue", catalogue_en_firearms),
    CARRIED("catalogues/en/books.catalogue", catalogue_en_books),
    CARRIED("catalogues/en/tracing.catalogue", catalogue_en_tracing),
    CARRIED("catalogues/en/report.catalogue", catalogue_en_report),
    CARRIED("catalogues/en/training.catalogue", catalogue_en_training),
    CARRIED("catalogues/en/trials.catalogue", catalogue_en_trials),
    CARRIED("catalogues/en/inquiries.catalogue", catalogue_en_inquiries),
    CARRIED("catalogues/en/policy.catalogue", catalogue_en_policy),
    CARRIED("catalogues/en/ledger.catalogue", catalogue_en_ledger),
    CARRIED("catalogues/en/node.catalogue", catalogue_en_node),
    CARRIED("catalogues/en/audit.catalogue", catalogue_en_audit),
    CARRIED("catalogues/en/transport.catalogue", catalogue_en_transport),
    CARRIED("catalogues/en/commands.catalogue", catalogue_en_commands),
    CARRIED("catalogues/es/language.catalogue", catalogue_es_language),
    CARRIED("catalogues/es/tabular.catalogue", catalogue_es_tabular),
    CARRIED("catalogues/es/firearms.catalogue", catalogue_es_firearms),
    CARRIED("catalogues/es/books.catalogue", catalogue_es_books),
    CARRIED("catalogues/es/tracing.catalogue", catalogue_es_tracing),
    CARRIED("catalogues/es/report.catalogue", catalogue_es_report),
    CARRIED("catalogues/es/training.catalogue", catalogue_es_training),
    CARRIED("catalogues/es/trials.catalogue", catalogue_es_trials),
    CARRIED("catalogues/es/inquiries.catalogue", catalogue_es_inquiries),
    CARRIED("catalogues/es/policy.catalogue", catalogue_es_policy),
    CARRIED("catalogues/es/ledger.catalogue", catalogue_es_ledger),
    CARRIED("catalogues/es/node.catalogue", catalogue_es_node),
    CARRIED("catalogues/es/audit.catalogue", catalogue_es_audit),
    CARRIED("catalogues/es/transport.catalogue", catalogue_es_transport),
    CARRIED("catalogues/es/commands.catalogue", catalogue_es_commands),

    CARRIED("report/report.css", report_css),
    CARRIED("serials/words.tsv", table_serial_words),
    CARRIED("training/makes.tsv", training_makes),
    CARRIED("training/words.tsv", training_words),
    CARRIED("books/dispositions.table", books_dispositions),
    CARRIED("weights/trace.weights", weights_trace),
    CARRIED("weights/benchmark.weights", weights_benchmark),
    CARRIED("evidence/verify.py", evidence_verify),
    CARRIED("policy/us-2026-01-01.policy", policy_us_2026_01_01),
    CARRIED("policy/mx-2026-01-01.policy", policy_mx_2026_01_01),
    CARRIED("tables/calibres.table", table_calibres),
    CARRIED("tables/countries.table", table_countries),
    CARRIED("tables/firms.table", table_firms),
    CARRIED("tables/kinds.table", table_kinds),
    CARRIED("tables/models.table", table_models),
    CARRIED("tables/serial_formats.table", table_serial_formats),
    CARRIED("tables/words.table", table_words),
};

size_t rastro_file_count(void) { return sizeof files / sizeof files[0]; }

struct rastro_file rastro_file_at(size_t index) { return files[index]; }
