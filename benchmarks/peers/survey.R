# Rscript survey.R STEP CSV TABLES MARGINS STOP_S: the same tables by R's survey package.
suppressMessages(library(survey))
arguments <- commandArgs(TRUE)
cpu <- function() sum(proc.time()[1:2])
peak <- function() {
  line <- grep("^VmHWM:", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}

start <- cpu()
answers <- read.csv(arguments[2], stringsAsFactors = TRUE)
design <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, data = answers)
loaded <- cpu()

one_way <- function(question) {
  found <- svymean(reformulate(question), design)
  c(coef(found)[1], SE(found)[1])
}
crosstab <- function(question, group) {
  found <- svymean(as.formula(sprintf("~interaction(%s, %s)", question, group)), design)
  svychisq(reformulate(c(question, group)), design, statistic = "F")
  c(coef(found)[1], SE(found)[1])
}
rake_all <- function(margins) {
  groups <- unique(margins$group)
  of_group <- function(name) margins[margins$group == name, ]
  totals <- lapply(groups, function(name) {
    setNames(of_group(name)[c("label", "total")], c(name, "Freq"))
  })
  raked <- rake(design, lapply(groups, reformulate), totals,
                control = list(maxit = 100, epsilon = 1e-12))
  w <- weights(raked)
  reached <- mapply(function(name, label) sum(w[answers[[name]] == label]), margins$group, margins$label)
  c(sum(w)^2 / sum(w^2), max(abs(reached / margins$total - 1)))
}

tables <- strsplit(readLines(arguments[3]), " ")
done <- 0
of <- length(tables)
begin <- proc.time()[3]
if (arguments[1] == "rake") {
  first <- rake_all(read.csv(arguments[4]))
  done <- of <- 1
} else {
  for (table in tables) {
    found <- do.call(if (length(table) == 1) one_way else crosstab, as.list(table))
    if (done == 0) first <- found
    done <- done + 1
    if (proc.time()[3] - begin > as.numeric(arguments[5])) break
  }
}
cat(sprintf('{"load_s": %.3f, "work_s": %.3f, "done": %d, "of": %d, "peak_mb": %.1f, "check": [%.15g, %.15g]}\n',
            loaded - start, cpu() - loaded, as.integer(done), as.integer(of), peak(), first[1], first[2]))
